// Runs queries against /sparql and shows the answers as a table or as they come.
const $ = id => document.getElementById(id);
const prefixes = $('prefixes').textContent.trim();
const term = Object.fromEntries([...prefixes.matchAll(/PREFIX (\S+): <(.*)>/g)].map(m => [m[1], m[2]]));
const MOST_ROWS = 2000;

const examples = [
  {
    vi: ['Nhà cao trên 15 m gần Ngọ Môn', 'Hình học và thuộc tính trong một câu SQL'],
    en: ['Buildings over 15 m near Ngọ Môn', 'Geometry and attributes in one SQL statement'],
    query: `SELECT ?building ?height ?use WHERE {
  ?building a def:Building ; def:height ?height ; def:usage/skos:prefLabel ?use ;
    geo:hasDefaultGeometry/geo:asWKT ?wkt .
  FILTER(lang(?use) = "vi" && ?height > 15)
  FILTER(geof:distance(?wkt, "POINT(107.5779 16.4680)"^^geo:wktLiteral, uom:metre) < 1500)
}
ORDER BY DESC(?height) LIMIT 100`,
  },
  {
    vi: ['Phản ánh theo phường và chủ đề', 'Đếm theo nhóm'],
    en: ['Reports by ward and category', 'Counts by group'],
    query: `SELECT ?ward ?category (COUNT(*) AS ?reports) WHERE {
  ?report a def:Incident ; def:ward/schema:name ?ward ; def:category/skos:prefLabel ?category .
  FILTER(lang(?category) = "vi")
}
GROUP BY ?ward ?category ORDER BY DESC(?reports) LIMIT 100`,
  },
  {
    vi: ['Phản ánh mới nhất', 'Gửi một sự kiện rồi hỏi lại'],
    en: ['The newest reports', 'Send an event, then ask again'],
    query: `SELECT ?report ?title ?at ?ward WHERE {
  ?report a def:Incident ; def:reportedAt ?at .
  OPTIONAL { ?report schema:headline ?title }
  OPTIONAL { ?report def:ward/schema:name ?ward }
}
ORDER BY DESC(?at) LIMIT 20`,
  },
  {
    vi: ['Công trường trong vùng bảo vệ di tích', 'Ghép hai lớp theo không gian'],
    en: ['Building sites within heritage protection zones', 'Two layers joined by space'],
    query: `SELECT ?site ?zone ?limit WHERE {
  ?site a def:ConstructionSite ; geo:hasDefaultGeometry/geo:asWKT ?a .
  ?zone a def:ProtectionZone ; geo:hasDefaultGeometry/geo:asWKT ?b .
  OPTIONAL { ?zone def:maximumHeight ?limit }
  FILTER(geof:sfIntersects(?a, ?b))
} LIMIT 100`,
  },
  {
    vi: ['Thửa đất của từng nhà', 'Ghép theo tham chiếu'],
    en: ['The parcel of each building', 'Joined by reference'],
    query: `SELECT ?building ?parcel ?use WHERE {
  ?building a def:Building ; def:parcel ?parcel .
  ?parcel def:landUse/skos:prefLabel ?use .
  FILTER(lang(?use) = "vi")
} LIMIT 50`,
  },
  {
    vi: ['Các lớp dữ liệu và thuộc tính', 'Ontology trong TDB2'],
    en: ['Layers and their properties', 'The ontology in TDB2'],
    query: `SELECT ?layer ?title ?property ?name WHERE {
  ?layer a def:Layer ; dcterms:title ?title ; sh:property ?shape .
  ?shape sh:path ?property ; sh:name ?name .
  FILTER(lang(?title) = "vi" && lang(?name) = "vi")
} ORDER BY ?title ?name`,
  },
  {
    vi: ['Bảng mã sử dụng đất', 'SKOS hai thứ tiếng'],
    en: ['The land-use codes', 'SKOS in two languages'],
    query: `SELECT ?code ?vi ?en ?colour WHERE {
  ?concept skos:inScheme <${term.code}land-use> ; skos:notation ?code .
  ?concept skos:prefLabel ?vi, ?en . OPTIONAL { ?concept def:colour ?colour }
  FILTER(lang(?vi) = "vi" && lang(?en) = "en")
} ORDER BY ?code`,
  },
  {
    vi: ['Mọi điều về phường Phú Xuân', 'DESCRIBE, xem dạng Turtle'],
    en: ['Everything about Phú Xuân ward', 'DESCRIBE, shown as Turtle'],
    query: `DESCRIBE ?ward WHERE { ?ward a def:Ward ; schema:name ?name FILTER(CONTAINS(?name, "Phú Xuân")) }`,
  },
];

let language = localStorage.getItem('language') === 'en' ? 'en' : 'vi';

function translate() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-vi]')) {
    element.textContent = element.dataset[language];
  }
  $('language').textContent = language === 'vi' ? 'English' : 'Tiếng Việt';
  $('examples').replaceChildren(...examples.map(example => {
    const button = document.createElement('button');
    const [title, hint] = example[language];
    const small = document.createElement('small');
    small.textContent = hint;
    button.type = 'button';
    button.append(title, small);
    button.onclick = () => choose(example);
    return button;
  }));
}

function choose(example) {
  const used = Object.keys(term).filter(p => new RegExp(`(^|[^\\w])${p}:`).test(example.query));
  $('query').value = used.map(p => `PREFIX ${p}: <${term[p]}>`).join('\n') + '\n\n' + example.query;
  $('query').scrollTop = 0;
}

function shorten(iri) {
  const known = Object.entries(term).filter(([, base]) => iri.startsWith(base)).sort((a, b) => b[1].length - a[1].length)[0];
  return known && known[1].length < iri.length ? `${known[0]}:${decodeURIComponent(iri.slice(known[1].length))}` : iri;
}

function cell(value) {
  const td = document.createElement('td');
  if (!value) return td;
  if (value.type === 'uri') {
    const a = document.createElement('a');
    a.href = value.value.startsWith(term.id) ? new URL(value.value).pathname : value.value;
    a.textContent = shorten(value.value);
    td.append(a);
    return td;
  }
  const datatype = (value.datatype || '').split('#')[1];
  const text = value.value.length > 300 ? value.value.slice(0, 300) + '…' : value.value;
  td.append(text);
  if (['integer', 'double', 'decimal'].includes(datatype)) td.className = 'number';
  if (value['xml:lang']) {
    const tag = document.createElement('span');
    tag.className = 'tag';
    tag.textContent = value['xml:lang'];
    td.append(tag);
  }
  return td;
}

function table(json) {
  if ('boolean' in json) return Object.assign(document.createElement('pre'), { textContent: String(json.boolean) });
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const name of json.head.vars) {
    head.append(Object.assign(document.createElement('th'), { textContent: name }));
  }
  const body = table.createTBody();
  for (const row of json.results.bindings.slice(0, MOST_ROWS)) {
    body.insertRow().append(...json.head.vars.map(name => cell(row[name])));
  }
  return table;
}

function show(...content) {
  $('result').hidden = false;
  $('result').replaceChildren(...content);
}

async function run(event) {
  event.preventDefault();
  const button = $('form').querySelector('button');
  const format = $('format').value;
  const graph = /^\s*(PREFIX[^\n]*\s*|BASE[^\n]*\s*)*(CONSTRUCT|DESCRIBE)/i.test($('query').value);
  const wanted = format || (graph ? 'turtle' : 'json');
  button.disabled = true;
  $('status').textContent = '…';
  const start = performance.now();
  try {
    const response = await fetch('/sparql', {
      method: 'POST',
      headers: { 'Accept-Language': language },
      body: new URLSearchParams({ query: $('query').value, format: wanted }),
    });
    const text = await response.text();
    const time = `${Math.round(performance.now() - start)} ms`;
    if (!response.ok) {
      const problem = JSON.parse(text);
      $('status').textContent = time;
      show(Object.assign(document.createElement('div'), { className: 'problem', textContent: problem[`detail_${language}`] }));
    } else if (!format && !graph) {
      const json = JSON.parse(text);
      const rows = json.results ? json.results.bindings.length : 1;
      $('status').textContent = `${rows.toLocaleString(language)} ${language === 'vi' ? 'dòng' : 'rows'} · ${time}`;
      show(table(json));
    } else {
      $('status').textContent = `${text.length.toLocaleString(language)} B · ${time}`;
      show(Object.assign(document.createElement('pre'), { textContent: text.slice(0, 500000) }));
    }
  } catch (error) {
    $('status').textContent = '';
    show(Object.assign(document.createElement('div'), { className: 'problem', textContent: String(error) }));
  }
  button.disabled = false;
}

$('form').addEventListener('submit', run);
$('query').addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run(event);
});
$('language').addEventListener('click', event => {
  event.preventDefault();
  language = language === 'vi' ? 'en' : 'vi';
  localStorage.setItem('language', language);
  translate();
});
translate();
choose(examples[0]);
