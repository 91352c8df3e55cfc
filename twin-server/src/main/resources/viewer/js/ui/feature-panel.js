// What is this, where is that known from, what was it before.
import * as api from '../api.js';
import { el, icon, toast } from '../dom.js';
import { date, dateTime, onLanguage, t, text } from '../i18n.js';

const HIDDEN = new Set(['id', 'geometry', 'geometry_local', 'position', 'batch', 'recorded_at', 'valid_from', 'valid_to', 'ward_code', 'source_ref']);

export class FeaturePanel extends EventTarget {
  /** Dispatches `close`, `zoom` {lon, lat, geometry}, `select` {layer, key}. */
  constructor(root, catalogue) {
    super();
    this.root = root;
    this.catalogue = catalogue;
    onLanguage(() => this.draw());
  }

  tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Shows features as they were at a time in milliseconds; undefined is now. */
  setTime(time) {
    this.time = time;
  }

  /** Shows a feature: first what is known at once, then what the server says. Returns the answer or undefined. */
  async show(identity) {
    this.abort?.abort();
    const abort = new AbortController();
    this.abort = abort;
    this.content = { ...identity, loading: true };
    this.draw();
    try {
      const answer = await api.getJson(`api/features/${identity.layer}/${encodeURIComponent(identity.key)}`,
        { 'as-of': this.time === undefined ? undefined : new Date(this.time).toISOString() }, { signal: abort.signal });
      this.content = { ...identity, ...answer, properties: answer.feature.properties };
      this.draw();
      return answer;
    } catch (error) {
      if (abort.signal.aborted) {
        return undefined;
      }
      const gone = error.status === 404 || error.status === 403;
      this.content = { ...identity, failed: gone ? 'feature.gone' : 'feature.failed' };
      this.draw();
      return undefined;
    }
  }

  /** What else is at the place, as chips. */
  also(features) {
    if (this.content) {
      this.content.also = features;
      this.draw();
    }
  }

  hide() {
    this.abort?.abort();
    this.content = undefined;
    this.root.hidden = true;
    this.root.replaceChildren();
  }

  draw() {
    const { content } = this;
    if (!content) {
      return;
    }
    const layer = this.catalogue.find(content.layer);
    const focused = this.root.contains(document.activeElement) ? document.activeElement.id : undefined;
    const scroll = this.root.querySelector('.feature-body')?.scrollTop ?? 0;
    this.root.hidden = false;
    this.root.dataset.key = content.key;
    this.root.dataset.layer = content.layer;
    this.root.replaceChildren(this.head(layer, content), el('div', { class: 'feature-body', tabindex: '-1' },
      content.failed ? el('p', { class: 'problem' }, t(content.failed)) : this.attributes(layer, content),
      content.also?.length ? this.alsoHere(content) : null,
      content.feature ? this.source(content) : content.loading ? el('p', { class: 'quiet' }, t('feature.loading')) : null,
      content.feature ? this.history(layer, content) : null,
      content.feature ? this.links(content) : null));
    this.root.querySelector('.feature-body').scrollTop = scroll;
    if (focused) {
      document.getElementById(focused)?.focus();
    }
  }

  head(layer, content) {
    const title = this.catalogue.title(layer, content.properties) || t('feature.untitled');
    const by = layer?.style.colourBy;
    const kind = by && content.properties?.[by] !== undefined ? this.catalogue.say(layer, by, content.properties[by]) : undefined;
    const colour = layer && content.properties ? this.catalogue.colour(layer, content.properties) : 'var(--line)';
    return el('header', { class: 'feature-head', style: { '--tint': colour } },
      el('p', { class: 'overline' }, text(layer?.title)),
      el('h2', { id: 'feature-title' }, title),
      kind && kind.text !== '–' ? el('p', { class: 'feature-kind' }, el('i', { class: 'swatch area', style: { '--fill': colour, '--stroke': 'rgba(0,0,0,.2)' } }), kind.text) : null,
      el('div', { class: 'feature-tools' },
        el('button', {
          type: 'button', id: 'feature-zoom', class: 'icon-button small', 'aria-label': t('feature.zoomTo'), title: t('feature.zoomTo'),
          onclick: () => this.tell('zoom', content),
        }, icon('target', 18)),
        el('button', {
          type: 'button', id: 'feature-close', class: 'icon-button small', 'aria-label': t('feature.close'), title: t('feature.close'),
          onclick: () => this.tell('close'),
        }, icon('close', 18))));
  }

  attributes(layer, { properties, key, references = {} }) {
    if (!layer || !properties) {
      return null;
    }
    const rows = layer.properties
      .filter(({ name }) => !HIDDEN.has(name) && name !== layer.titleProperty && name !== layer.style.colourBy)
      .filter(({ name }) => properties[name] !== null && properties[name] !== undefined && properties[name] !== '')
      .map((property) => row(text(property.title), this.value(layer, property.name, properties[property.name], references[property.name]), text(property.description)));
    const ward = properties.ward_code && layer.name !== 'ward'
      ? row(t('feature.ward'), this.reference({ layer: 'ward', key: properties.ward_code }, this.catalogue.wardName(properties.ward_code)))
      : null;
    return el('dl', { class: 'attributes' }, rows, ward, row(t('feature.key'), el('code', {}, key)));
  }

  /** @param title of the feature that a reference leads to, if it has one */
  value(layer, name, raw, title) {
    const said = this.catalogue.say(layer, name, raw);
    if (said.reference) {
      return this.reference(said.reference, title ?? said.text);
    }
    if (said.href) {
      return el('a', { href: said.href, target: '_blank', rel: 'noopener noreferrer' }, said.text);
    }
    return said.colour
      ? el('span', {}, el('i', { class: 'swatch area', style: { '--fill': said.colour, '--stroke': 'rgba(0,0,0,.2)' } }), said.text)
      : said.text;
  }

  reference(target, words) {
    return el('button', { type: 'button', class: 'link', onclick: () => this.tell('select', target) }, words);
  }

  alsoHere({ also }) {
    return el('section', {}, el('h3', {}, t('feature.also')),
      el('ul', { class: 'chips' }, also.map((other) => {
        const layer = this.catalogue.find(other.layer);
        const title = this.catalogue.title(layer, other.properties) || other.key;
        return el('li', {}, el('button', { type: 'button', class: 'chip', onclick: () => this.tell('select', other) },
          el('i', { class: 'swatch area', style: { '--fill': this.catalogue.colour(layer, other.properties), '--stroke': 'rgba(0,0,0,.25)' } }),
          el('span', {}, el('small', {}, text(layer.title)), title)));
      })));
  }

  source({ source }) {
    const schematic = source?.schematic
      ? el('span', { class: 'badge gold', title: t('feature.schematicHint') }, t('feature.schematic')) : null;
    return el('section', { class: 'source' },
      el('h3', {}, icon('database', 16), t('feature.source'), schematic),
      source ? el('dl', {},
        el('dt', { class: 'sr-only' }, t('feature.batch')), el('dd', { class: 'source-title' }, text(source.title) || source.batch),
        pair(t('feature.publisher'), link(text(source.source))),
        pair(t('feature.licence'), source.licence),
        pair(t('feature.recorded'), source.recordedAt && dateTime(source.recordedAt)),
        pair(t('feature.batch'), source.batch && el('code', {}, source.batch)))
        : el('p', { class: 'quiet' }, t('feature.sourceUnknown')));
  }

  history(layer, { history = [] }) {
    if (!history.length || !layer) {
      return null;
    }
    const versions = [...history].sort((a, b) => String(a.validFrom).localeCompare(String(b.validFrom)) || a.position - b.position);
    return el('section', { class: 'history' },
      el('h3', {}, icon('clock', 16), t('feature.history')),
      el('ol', {}, versions.map((version, n) => this.version(layer, version, versions[n - 1])).reverse()));
  }

  version(layer, version, before) {
    const changed = before ? layer.properties.filter(({ name }) => !HIDDEN.has(name)
      && JSON.stringify(version.properties?.[name] ?? null) !== JSON.stringify(before.properties?.[name] ?? null)) : [];
    return el('li', { class: version.validTo ? '' : 'is-current' },
      el('p', { class: 'when', title: t('feature.recorded') + ': ' + (version.recordedAt ? dateTime(version.recordedAt) : '–') },
        version.validTo
          ? t('feature.period', { from: date(version.validFrom), to: date(version.validTo) })
          : `${t('feature.now')} · ${t('feature.since', { from: date(version.validFrom) })}`),
      changed.length ? el('ul', {}, changed.map(({ name, title }) => el('li', {}, el('span', {}, text(title)), ' ',
        el('del', {}, this.catalogue.say(layer, name, before.properties?.[name]).text), ' → ',
        el('ins', {}, this.catalogue.say(layer, name, version.properties?.[name]).text))))
        : el('p', { class: 'quiet' }, before ? t('feature.unchanged') : t('feature.first')));
  }

  links({ layer, key, iri }) {
    const path = `${layer}/${encodeURIComponent(key)}`;
    return el('section', { class: 'links' },
      el('h3', {}, icon('external', 16), t('feature.links')),
      el('div', {},
        el('a', { class: 'link', href: `id/${path}`, target: '_blank', rel: 'noopener' }, t('feature.linkedData')),
        el('a', { class: 'link', href: `ogc/collections/${layer}/items/${encodeURIComponent(key)}`, target: '_blank', rel: 'noopener' }, t('feature.ogc')),
        el('button', {
          type: 'button', class: 'link',
          onclick: () => navigator.clipboard?.writeText(iri).then(() => toast(t('feature.copied')), () => toast(iri)),
        }, t('feature.copyIri'))));
  }
}

function row(term, value, hint) {
  return el('div', { title: hint }, el('dt', {}, term), el('dd', {}, value));
}

function pair(term, value) {
  return value ? el('div', {}, el('dt', {}, term), el('dd', {}, value)) : null;
}

function link(words) {
  return /^https?:\/\//.test(words) ? el('a', { href: words, target: '_blank', rel: 'noopener noreferrer' }, words) : words;
}
