// The page at /sparql: an editor, an answer as a table, on a map, as a file, and how it was found.
import * as api from '../js/api.js';
import { EXAMPLES } from './examples.js';
import { ResultMap } from './map.js';
import { account, plain, Prefixes, table } from './result.js';
import { isShape, readShape } from './shapes.js';

const MOST_SHAPES = 5000;
const $ = (id) => document.getElementById(id);
const prefixes = new Prefixes($('prefixes').textContent.trim());
const map = new ResultMap($('map'));
let language = localStorage.getItem('language') === 'en' ? 'en' : 'vi';
let running;
let last;

const say = (vi, en) => (language === 'vi' ? vi : en);

/** Terms of the city's own vocabulary, asked of the city when first needed. */
const terms = {};
function termsOf(kind) {
  const pattern = kind === 'class' ? '?layer sh:targetClass ?term' : '?shape sh:path ?term';
  terms[kind] ??= ask({ query: `${prefixes.head(pattern)} SELECT DISTINCT ?term { ${pattern} FILTER(isIRI(?term)) }`, format: 'json' })
    .then((response) => response.json())
    .then((json) => json.results.bindings.map((row) => row.term.value))
    .catch(() => []);
  return terms[kind];
}

/** YASQE, or the text field that it takes the place of. */
class Editor {
  constructor(field) {
    this.field = field;
    const { Yasqe } = window;
    if (!Yasqe) {
      return;
    }
    Yasqe.forkAutocompleter('class', { name: 'city-class', persistenceId: null, bulk: true, get: () => termsOf('class') });
    Yasqe.forkAutocompleter('property', { name: 'city-property', persistenceId: null, bulk: true, get: () => termsOf('property') });
    Yasqe.forkAutocompleter('prefixes', {
      name: 'city-prefixes', persistenceId: null, bulk: true, get: () => Object.entries(prefixes.byName).map(([name, iri]) => `${name}: <${iri}>`),
    });
    field.hidden = true;
    const parent = document.createElement('div');
    parent.id = 'editor';
    field.before(parent);
    this.yasqe = new Yasqe(parent, {
      value: field.value,
      showQueryButton: false,
      resizeable: true,
      editorHeight: '330px',
      persistenceId: null,
      consumeShareLink: null,
      createShareableLink: undefined,
      prefixCcApi: null,
      lineWrapping: true,
      autocompleters: ['variables', 'city-class', 'city-property', 'city-prefixes'],
      extraKeys: { 'Ctrl-Enter': run, 'Cmd-Enter': run },
    });
  }

  get value() {
    return this.yasqe ? this.yasqe.getValue() : this.field.value;
  }

  set value(text) {
    if (this.yasqe) {
      this.yasqe.setValue(text);
    }
    this.field.value = text;
  }
}

function translate() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-vi]')) {
    element.textContent = element.dataset[language];
  }
  $('language').textContent = language === 'vi' ? 'English' : 'Tiếng Việt';
  $('language').lang = language === 'vi' ? 'en' : 'vi';
  $('examples').replaceChildren(...EXAMPLES.map((example) => {
    const button = document.createElement('button');
    const [title, hint] = example[language];
    button.type = 'button';
    button.append(title, Object.assign(document.createElement('small'), { textContent: hint }));
    button.addEventListener('click', () => choose(example));
    return button;
  }));
}

function choose(example) {
  editor.value = `${prefixes.head(example.query)}\n\n${example.query}`;
}

/** What is asked, with the switches of the form. */
function question(more) {
  const parameters = { query: editor.value, ...more };
  if ($('as-of').value) {
    parameters.asOf = $('as-of').value;
  }
  if ($('inference').checked) {
    parameters.inference = 'true';
  }
  return parameters;
}

function ask(parameters, signal) {
  return fetch(api.url('sparql'), {
    method: 'POST',
    headers: { 'Accept-Language': language, ...api.headers() },
    body: new URLSearchParams(parameters),
    signal,
  });
}

function isGraph() {
  return /^\s*(#[^\n]*\s*|PREFIX[^\n]*\s*|BASE[^\n]*\s*)*(CONSTRUCT|DESCRIBE)/i.test(editor.value);
}

async function run(event) {
  event?.preventDefault?.();
  if (running) {
    running.abort();
    return;
  }
  running = new AbortController();
  const explain = view() === 'explain';
  const graph = isGraph();
  document.body.classList.add('is-running');
  $('run').textContent = say('Dừng', 'Stop');
  $('status').textContent = '…';
  const start = performance.now();
  try {
    const response = await ask(question(explain ? { explain: 'true', format: 'json' } : { format: graph ? 'turtle' : 'json' }), running.signal);
    const text = await response.text();
    const time = `${Math.round(performance.now() - start)} ms`;
    if (response.ok) {
      last = { explain, graph, text, json: explain || !graph ? JSON.parse(text) : undefined };
      const rows = last.json?.results?.bindings.length;
      $('status').textContent = (rows === undefined ? '' : `${rows.toLocaleString(language)} ${say('dòng', 'rows')} · `) + time;
      show();
    } else {
      const problem = JSON.parse(text);
      fail(problem[`detail_${language}`] ?? problem.detail ?? text);
    }
  } catch (error) {
    fail(error.name === 'AbortError' ? say('Đã dừng.', 'Stopped.') : String(error));
  }
  running = undefined;
  document.body.classList.remove('is-running');
  $('run').textContent = say('Hỏi', 'Run');
}

function fail(text) {
  last = undefined;
  $('status').textContent = '';
  $('result').hidden = false;
  $('map-frame').hidden = true;
  $('table').hidden = false;
  $('table').replaceChildren(Object.assign(document.createElement('div'), { className: 'problem', textContent: text }));
}

function view() {
  return document.querySelector('input[name=view]:checked').value;
}

/** Shows what came last in the way that is chosen. */
function show() {
  if (!last) {
    return;
  }
  const onMap = view() === 'map' && !last.graph && !last.explain;
  $('result').hidden = false;
  $('map-frame').hidden = !onMap;
  $('table').hidden = onMap;
  if (onMap) {
    map.show(shapes(last.json));
    return;
  }
  $('table').replaceChildren(
    last.explain ? account(last.json, say) : last.graph ? plain(last.text) : table(last.json, prefixes, () => {}),
  );
}

function shapes(json) {
  const found = (json.results?.bindings ?? []).flatMap((row, n) => Object.values(row)
    .filter(isShape)
    .map((term) => ({ row: n, shape: readShape(term.value) }))
    .filter(({ shape }) => shape));
  $('map-note').textContent = found.length
    ? `${Math.min(found.length, MOST_SHAPES).toLocaleString(language)} ${say('hình', 'shapes')}`
    : say('Câu trả lời không có hình nào: hãy chọn thêm một biến của geo:asWKT.', 'The answer has no shapes: select a variable of geo:asWKT too.');
  return found.slice(0, MOST_SHAPES);
}

map.addEventListener('choose', ({ detail: row }) => {
  const chosen = last?.json?.results?.bindings[row];
  $('chosen').replaceChildren(...(chosen ? [table({ head: { vars: last.json.head.vars }, results: { bindings: [chosen] } }, prefixes, () => {})] : []));
});

/** The whole answer as a file, in a format that its kind has. */
async function download() {
  const format = $('format').value;
  const response = await ask(question({ format }));
  if (!response.ok) {
    const problem = await response.json();
    fail(problem[`detail_${language}`] ?? problem.detail);
    return;
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = `answer.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function share() {
  const link = new URL(location.href);
  link.hash = new URLSearchParams({ query: editor.value }).toString();
  history.replaceState(null, '', link);
  navigator.clipboard?.writeText(link.href).then(() => {
    $('status').textContent = say('Đã chép liên kết.', 'The link is copied.');
  }, () => {});
}

const editor = new Editor($('query'));
const shared = new URLSearchParams(location.hash.slice(1)).get('query');
translate();
if (shared) {
  editor.value = shared;
} else {
  choose(EXAMPLES[0]);
}
$('form').addEventListener('submit', run);
$('query').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    run(event);
  }
});
$('download').addEventListener('click', download);
$('share').addEventListener('click', share);
$('map-in').addEventListener('click', () => map.zoomBy(1));
$('map-out').addEventListener('click', () => map.zoomBy(-1));
for (const input of document.querySelectorAll('input[name=view]')) {
  input.addEventListener('change', () => {
    const other = last && last.explain !== (view() === 'explain');
    if (other && !running) {
      run();
    } else {
      show();
    }
  });
}
$('language').addEventListener('click', (event) => {
  event.preventDefault();
  language = language === 'vi' ? 'en' : 'vi';
  localStorage.setItem('language', language);
  translate();
  show();
});
document.documentElement.dataset.state = 'ready';
