// A day of the past or the future: a slider, an exact date, a play-back.
import { el, icon } from '../dom.js';
import { date, onLanguage, t } from '../i18n.js';

const DAY = 86400000;
const YEAR = 365.25 * DAY;
const SPANS = [1, 10, 50, 100, 250]; // years before today; a fifth of it after
const FRAME_MS = 250;
const FRAMES = 120; // of a play-back through a whole span

export class TimeSlider extends EventTarget {
  /** @param {HTMLElement} root  @param {number | undefined} time in milliseconds; undefined is the present */
  constructor(root, time) {
    super();
    this.root = root;
    this.time = time;
    this.span = SPANS[1];
    this.widen();
    root.hidden = time === undefined;
    onLanguage(() => this.draw());
    this.draw();
  }

  get first() {
    return dayOf(Date.now() - this.span * YEAR);
  }

  get last() {
    return dayOf(Date.now() + (this.span * YEAR) / 5);
  }

  toggle() {
    if (this.root.hidden) {
      this.root.hidden = false;
      this.set(dayOf(Date.now()));
      this.range.focus();
    } else {
      this.close();
    }
  }

  /** Back to the present. */
  close() {
    this.stop();
    this.root.hidden = true;
    this.set(undefined);
  }

  /** So that the slider reaches the time. */
  widen() {
    if (this.time !== undefined && (this.time < this.first || this.time > this.last)) {
      this.span = SPANS.find((years) => {
        const apart = (this.time - Date.now()) / YEAR;
        return -apart < years && apart < years / 5;
      }) ?? SPANS.at(-1);
    }
  }

  /** @param {number | undefined} time milliseconds; undefined is the present */
  set(time) {
    if (this.time !== time) {
      this.time = time;
      this.widen();
      this.note();
      this.dispatchEvent(new Event('change'));
    }
  }

  play() {
    const step = Math.max(DAY, dayOf((this.last - this.first) / FRAMES));
    if ((this.time ?? this.last) >= this.last) {
      this.set(this.first);
    }
    this.timer = setInterval(() => {
      this.set(Math.min(this.last, (this.time ?? this.first) + step));
      if (this.time >= this.last) {
        this.stop();
      }
    }, FRAME_MS);
    this.note();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.note();
  }

  draw() {
    this.range = el('input', { type: 'range', step: 1, class: 'time-range', 'aria-label': t('time.slider'),
      oninput: () => this.set(Number(this.range.value) * DAY) });
    this.day = el('input', { type: 'date', class: 'time-day', 'aria-label': t('time.day'),
      onchange: () => Number.isFinite(this.day.valueAsNumber) && this.set(this.day.valueAsNumber) });
    this.button = el('button', { type: 'button', class: 'icon-button', onclick: () => this.timer ? this.stop() : this.play() });
    this.spans = el('select', { class: 'time-span', 'aria-label': t('time.span'), onchange: () => {
      this.span = Number(this.spans.value);
      this.note();
    } }, SPANS.map((years) => el('option', { value: years, selected: years === this.span }, t('time.years', { years }))));
    this.root.replaceChildren(this.button, this.range, this.day, this.spans,
      el('button', { type: 'button', class: 'icon-button', 'aria-label': t('time.close'), title: t('time.close'), onclick: () => this.close() }, icon('close')));
    this.note();
  }

  note() {
    if (!this.button) {
      return;
    }
    const time = this.time ?? dayOf(Date.now());
    this.spans.value = this.span;
    this.range.min = this.first / DAY;
    this.range.max = this.last / DAY;
    this.range.value = time / DAY;
    this.range.setAttribute('aria-valuetext', date(time));
    this.day.valueAsNumber = dayOf(time);
    const words = t(this.timer ? 'time.pause' : 'time.play');
    this.button.setAttribute('aria-label', words);
    this.button.title = words;
    this.button.replaceChildren(icon(this.timer ? 'pause' : 'play'));
  }
}

function dayOf(time) {
  return Math.floor(time / DAY) * DAY;
}
