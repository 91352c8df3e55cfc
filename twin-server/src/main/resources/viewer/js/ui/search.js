// The search box: an ARIA combobox over /api/search. The server folds diacritics.
import * as api from '../api.js';
import { el } from '../dom.js';
import { t, text } from '../i18n.js';

const DELAY_MS = 160;
const LIMIT = 8;

export class Search extends EventTarget {
  /** Dispatches `select` {layer, key, title, lon, lat}. */
  constructor(input, list, catalogue) {
    super();
    Object.assign(this, { input, list, catalogue, results: [], active: -1 });
    input.addEventListener('input', () => this.later());
    input.addEventListener('keydown', (event) => this.onKey(event));
    input.addEventListener('focus', () => this.results.length && this.open());
    input.addEventListener('blur', () => setTimeout(() => this.close(), 150));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), DELAY_MS);
  }

  async ask() {
    this.abort?.abort();
    this.abort = new AbortController();
    const query = this.input.value.trim();
    if (query.length < 2) {
      this.results = [];
      this.close();
      return;
    }
    try {
      const answer = await api.getJson('api/search', { q: query, limit: LIMIT }, { signal: this.abort.signal });
      this.results = answer.results;
      this.draw(answer.results.length ? undefined : t('search.none', { query }));
    } catch (error) {
      if (error.name !== 'AbortError') {
        this.results = [];
        this.draw(t('search.failed'));
      }
    }
  }

  draw(message) {
    this.active = this.results.length ? 0 : -1;
    this.list.replaceChildren(...message
      ? [el('li', { class: 'search-none' }, message)]
      : this.results.map((result, n) => this.option(result, n)));
    this.open();
    this.mark();
  }

  option(result, n) {
    const layer = this.catalogue.find(result.layer);
    const colour = layer?.style.opacity === 0 ? layer.style.stroke : layer?.style.fill;
    return el('li', { role: 'option', id: `result-${n}`, onmousedown: (event) => {
      event.preventDefault();
      this.choose(n);
    } },
    el('i', { class: 'dot', style: { '--fill': colour ?? 'var(--ink-3)' } }),
    el('span', { class: 'result-title' }, text(result.title)),
    el('span', { class: 'result-meta' }, [...new Set([text(layer?.title), text(result.subtitle)])].filter(Boolean).join(' · ')));
  }

  open() {
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  mark() {
    this.list.querySelectorAll('[role=option]').forEach((option, n) => {
      option.setAttribute('aria-selected', String(n === this.active));
      if (n === this.active) {
        this.input.setAttribute('aria-activedescendant', option.id);
        option.scrollIntoView({ block: 'nearest' });
      }
    });
  }

  async onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.results.length) {
      event.preventDefault();
      this.active = (this.active + step + this.results.length) % this.results.length;
      this.open();
      this.mark();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      clearTimeout(this.timer);
      if (this.list.hidden || !this.results.length) {
        await this.ask();
      }
      this.choose(Math.max(0, this.active));
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (this.list.hidden) {
        this.input.value = '';
        this.input.blur();
      }
      this.close();
    }
  }

  choose(n) {
    const result = this.results[n];
    if (result) {
      this.input.value = text(result.title);
      this.close();
      this.input.blur();
      this.dispatchEvent(new CustomEvent('select', { detail: result }));
    }
  }
}
