// An answer as a table, as text, or as the account of how it was found.
const MOST_ROWS = 2000;
const MOST_TEXT = 500_000;

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

/** Shortens IRIs by prefixes. */
export class Prefixes {
  /** @param {string} lines PREFIX lines */
  constructor(lines) {
    this.byName = Object.fromEntries([...lines.matchAll(/PREFIX (\S+): <(.*)>/g)].map((match) => [match[1], match[2]]));
  }

  /** The lines that a query needs. */
  head(query) {
    const used = Object.keys(this.byName).filter((name) => new RegExp(`(^|[^\\w])${name}:`).test(query));
    return used.map((name) => `PREFIX ${name}: <${this.byName[name]}>`).join('\n');
  }

  shorten(iri) {
    const known = Object.entries(this.byName).filter(([, base]) => iri.startsWith(base)).sort((a, b) => b[1].length - a[1].length)[0];
    return known && known[1].length < iri.length ? `${known[0]}:${decodeURIComponent(iri.slice(known[1].length))}` : iri;
  }
}

function cell(value, prefixes) {
  const td = document.createElement('td');
  if (!value) {
    return td;
  }
  if (value.type === 'uri') {
    const own = value.value.startsWith(prefixes.byName.id);
    td.append(element('a', { href: own ? new URL(value.value).pathname : value.value, textContent: prefixes.shorten(value.value) }));
    return td;
  }
  const datatype = (value.datatype ?? '').split('#')[1];
  td.append(value.value.length > 160 ? `${value.value.slice(0, 160)}…` : value.value);
  if (['integer', 'double', 'decimal'].includes(datatype)) {
    td.className = 'number';
  }
  if (value['xml:lang']) {
    td.append(element('span', { className: 'tag', textContent: value['xml:lang'] }));
  }
  return td;
}

/** Rows of SPARQL JSON results; `choose(n)` is called with the row that is clicked. */
export function table(json, prefixes, choose) {
  if ('boolean' in json) {
    return element('pre', { textContent: String(json.boolean) });
  }
  const made = document.createElement('table');
  made.createTHead().insertRow().append(...json.head.vars.map((name) => element('th', { textContent: name })));
  const body = made.createTBody();
  json.results.bindings.slice(0, MOST_ROWS).forEach((row, n) => {
    const line = body.insertRow();
    line.dataset.row = n;
    line.append(...json.head.vars.map((name) => cell(row[name], prefixes)));
    line.addEventListener('click', () => choose(n));
  });
  return made;
}

/** Text as it came, cut where a page would choke on it. */
export function plain(text) {
  return element('pre', { textContent: text.slice(0, MOST_TEXT) });
}

/** What `explain=true` tells. */
export function account(explanation, say) {
  const number = (value) => Number(value).toLocaleString(undefined, { maximumFractionDigits: 1 });
  const parts = explanation.statements.map((statement, n) => element(
    'section',
    { className: 'statement' },
    element('h3', { textContent: `SQL ${n + 1} · ${number(statement.rows)} ${say('dòng', 'rows')} · ${number(statement.milliseconds)} ms` }),
    element('p', {
      className: 'status',
      textContent: `${say('Dự tính', 'Estimated')}: ${number(statement.estimatedRows)} ${say('dòng', 'rows')}, ${say('chi phí', 'cost')} ${number(statement.cost)}`,
    }),
    element('pre', { textContent: statement.sql }),
    element('pre', { className: 'status', textContent: statement.parameters.map((value, p) => `$${p + 1} = ${value}`).join('\n') }),
  ));
  return element(
    'div',
    {},
    element('p', { textContent: `${number(explanation.rows)} ${say('dòng', 'rows')} · ${number(explanation.milliseconds)} ms · ${parts.length} SQL` }),
    ...parts,
    element('h3', { textContent: say('Đại số', 'Algebra') }),
    element('pre', { textContent: explanation.algebra }),
  );
}
