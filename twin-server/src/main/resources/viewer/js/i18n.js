// Words of the interface, Vietnamese first. Layers, properties and codes bring their own labels from the catalogue.
import { WORDS } from './words.js';

// The city's clock, wherever the reader sits.
const ZONE = 'Asia/Ho_Chi_Minh';
const changes = new EventTarget();
let current = 'vi';

export const LANGUAGES = ['vi', 'en'];

export function language() {
  return current;
}

/** Locale for numbers and dates. */
export function locale() {
  return current === 'vi' ? 'vi-VN' : 'en-GB';
}

/** Sets the language, rewrites the marked elements of the page and tells the listeners. */
export function setLanguage(next) {
  if (!LANGUAGES.includes(next)) {
    return;
  }
  current = next;
  document.documentElement.lang = next;
  translate(document);
  changes.dispatchEvent(new Event('change'));
}

export function onLanguage(listener) {
  changes.addEventListener('change', listener);
}

/** The words for a key; `{name}` in them is replaced from `values`. */
export function t(key, values = {}) {
  const entry = WORDS[key];
  if (!entry) {
    throw new Error(`No words for ${key}`);
  }
  return entry[current === 'vi' ? 0 : 1].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The right one of a `{vi, en}` text; empty if there is none. */
export function text(pair) {
  if (!pair) {
    return '';
  }
  return typeof pair === 'string' ? pair : pair[current] || pair.vi || pair.en || '';
}

/** Fills the elements marked `data-t`, `data-t-label`, `data-t-title` and `data-t-placeholder`. */
export function translate(root) {
  for (const element of root.querySelectorAll('[data-t]')) {
    element.textContent = t(element.dataset.t);
  }
  for (const element of root.querySelectorAll('[data-t-label]')) {
    element.setAttribute('aria-label', t(element.dataset.tLabel));
    if (element.matches('button')) {
      element.title = t(element.dataset.tLabel);
    }
  }
  for (const element of root.querySelectorAll('[data-t-title]')) {
    element.title = t(element.dataset.tTitle);
  }
  for (const element of root.querySelectorAll('[data-t-placeholder]')) {
    element.placeholder = t(element.dataset.tPlaceholder);
  }
}

export function number(value, options = {}) {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: 2, ...options }).format(value);
}

export function date(value) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeZone: ZONE }).format(new Date(value));
}

export function dateTime(value) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short', timeZone: ZONE }).format(new Date(value));
}

/** How long ago, in words: "3 phút trước". Older than a week is a date. */
export function ago(value, now = Date.now()) {
  const seconds = Math.round((now - new Date(value).getTime()) / 1000);
  if (seconds < 10 && seconds > -60) {
    return t('time.now');
  }
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: 'short' });
  for (const [unit, length, limit] of [['second', 1, 60], ['minute', 60, 3600], ['hour', 3600, 86400], ['day', 86400, 604800]]) {
    if (Math.abs(seconds) < limit) {
      return format.format(-Math.round(seconds / length), unit);
    }
  }
  return date(value);
}
