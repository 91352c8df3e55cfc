// The live list: what has just happened in the city, newest first.
import { el, icon } from '../dom.js';
import { ago, date, dateTime, onLanguage, t } from '../i18n.js';

const MOST = 40;

export class Feed extends EventTarget {
  /** Dispatches `select` {layer, key, lon, lat}. */
  constructor(root, catalogue) {
    super();
    this.root = root;
    this.catalogue = catalogue;
    this.entries = [];
    this.state = { state: 'connecting' };
    this.collapsed = window.innerWidth < 760;
    this.unseen = 0;
    onLanguage(() => this.draw());
    setInterval(() => this.tick(), 20000);
    this.draw();
  }

  setState(state) {
    this.state = state;
    this.drawState();
  }

  /** When the server was last heard of: what is shown is as of then. */
  setHeard(time) {
    this.heard = time;
    this.drawState();
  }

  /** Empties the list for another time in milliseconds; undefined is now. What happens now is not put among what was. */
  setTime(time) {
    if (time !== this.time) {
      this.time = time;
      this.entries = [];
      this.unseen = 0;
      this.draw();
    }
  }

  /** @param entry {layer, key, properties, time, lon, lat, fresh} */
  add(entry) {
    if (this.time !== undefined) {
      return;
    }
    this.entries = [entry, ...this.entries.filter((other) => other.layer !== entry.layer || other.key !== entry.key)]
      .sort((a, b) => String(b.time).localeCompare(String(a.time)))
      .slice(0, MOST);
    if (entry.fresh && this.collapsed) {
      this.unseen++;
    }
    this.draw();
    entry.fresh = false;
  }

  fill(entries) {
    const known = new Set(this.entries.map((entry) => entry.key));
    this.entries = [...this.entries, ...entries.filter((entry) => !known.has(entry.key))]
      .sort((a, b) => String(b.time).localeCompare(String(a.time)))
      .slice(0, MOST);
    this.draw();
  }

  draw() {
    const focused = this.root.contains(document.activeElement) ? document.activeElement.id : undefined;
    const scroll = this.root.querySelector('.feed-list')?.scrollTop ?? 0;
    this.root.classList.toggle('is-collapsed', this.collapsed);
    this.root.replaceChildren(
      el('header', { class: 'feed-head' },
        el('h2', {}, el('i', { class: 'beacon' }), this.time === undefined ? t('feed.title') : t('feed.then', { day: date(this.time) })),
        el('span', { class: 'feed-state', role: 'status' }),
        this.unseen ? el('span', { class: 'badge' }, t('feed.new', { count: this.unseen })) : null,
        el('button', {
          type: 'button', id: 'feed-collapse', class: `icon-button small${this.collapsed ? '' : ' is-open'}`,
          'aria-label': t('feed.collapse'), title: t('feed.collapse'), 'aria-expanded': String(!this.collapsed),
          onclick: () => this.setCollapsed(!this.collapsed),
        }, icon('chevron', 16))),
      this.entries.length
        ? el('ol', { class: 'feed-list' }, this.entries.map((entry) => this.entry(entry)))
        : el('p', { class: 'quiet feed-empty' }, t(this.time === undefined ? 'feed.empty' : 'feed.none')));
    this.drawState();
    const list = this.root.querySelector('.feed-list');
    if (list) {
      list.scrollTop = scroll;
    }
    if (focused) {
      document.getElementById(focused)?.focus();
    }
  }

  setCollapsed(collapsed) {
    this.collapsed = collapsed;
    this.unseen = 0;
    this.draw();
  }

  drawState() {
    const { state, seconds } = this.state;
    this.root.dataset.state = state;
    const words = state === 'open' ? t('feed.updated', { ago: ago(this.heard) }) : t(`feed.${state}`, { seconds });
    this.root.querySelector('.feed-state').textContent = words;
    this.root.querySelector('.beacon').title = t(`feed.${state}`, { seconds: seconds ?? 0 });
  }

  entry(entry) {
    const layer = this.catalogue.find(entry.layer);
    const { properties } = entry;
    const by = layer.style.colourBy;
    const kind = by && properties[by] ? this.catalogue.say(layer, by, properties[by]).text : '';
    const title = this.catalogue.title(layer, properties) || kind || entry.key;
    const state = properties.state ? this.catalogue.say(layer, 'state', properties.state) : undefined;
    return el('li', { class: entry.fresh ? 'is-fresh' : '' },
      el('button', {
        type: 'button', id: `feed-${entry.key}`,
        onclick: () => this.dispatchEvent(new CustomEvent('select', { detail: entry })),
      },
      el('i', { class: 'dot', style: { '--fill': this.catalogue.colour(layer, properties) } }),
      el('span', { class: 'feed-title' }, title),
      el('span', { class: 'feed-meta' },
        [kind === title ? null : kind, properties.ward_code ? this.catalogue.wardName(properties.ward_code) : t('feed.unknownPlace')].filter(Boolean).join(' · ')),
      el('time', { datetime: entry.time, title: dateTime(entry.time) }, ago(entry.time)),
      state ? el('span', { class: 'feed-stage', style: { '--fill': state.colour ?? 'var(--ink-3)' } }, state.text) : null));
  }

  tick() {
    this.drawState();
    for (const time of this.root.querySelectorAll('time')) {
      time.textContent = ago(time.dateTime);
    }
  }
}
