// The list of layers, grouped as the catalogue says, each with its legend, opacity and period.
import { el, icon } from '../dom.js';
import { number, onLanguage, t, text } from '../i18n.js';
import { HEIGHT_STEPS } from '../map/buildings.js';

const FEW_CODES = 9;
const PERIODS = [1, 7, 30, 0];
const MODES = ['usage', 'height', 'plain'];

export class LayersPanel extends EventTarget {
  /** Dispatches `toggle` {name, visible}, `opacity` {name, opacity}, `colour` {mode}, `period` {name, days}, `volumes` {name, visible}, `zoom` {name}. */
  constructor(root, catalogue, state) {
    super();
    this.root = root;
    this.catalogue = catalogue;
    this.state = state; // {shown: Set, mode, opacities: Map, period(name), volumes: Set, hasVolumes(layer)}
    this.open = new Set();
    this.allCodes = new Set();
    this.notes = new Map();
    onLanguage(() => this.draw());
    this.draw();
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** A remark under a layer, such as how many features are shown. */
  note(name, words) {
    const before = this.notes.get(name)?.();
    this.notes.set(name, words);
    const line = this.root.querySelector(`[data-note="${name}"]`);
    if (line && before !== words()) {
      line.textContent = words();
      line.hidden = !words();
    }
  }

  draw() {
    const focused = document.activeElement?.id;
    const scroll = this.root.scrollTop;
    const groups = new Map();
    for (const layer of this.catalogue.layers.filter((candidate) => /Point|Line|Polygon/.test(candidate.geometry ?? ''))) {
      const heading = text(layer.group) || t('layers.other');
      const layers = [...(groups.get(heading) ?? []), layer];
      groups.delete(heading); // a group stands where its topmost layer is drawn
      groups.set(heading, layers);
    }
    this.root.replaceChildren(
      el('h2', {}, t('layers.title')),
      ...[...groups].reverse().map(([heading, layers]) => el('section', { class: 'layer-group' },
        el('h3', {}, heading),
        el('ul', {}, layers.sort((a, b) => b.order - a.order).map((layer) => this.row(layer))))),
    );
    this.root.scrollTop = scroll;
    if (focused) {
      document.getElementById(focused)?.focus();
    }
  }

  row(layer) {
    const { name } = layer;
    const visible = this.state.shown.has(name);
    const open = this.open.has(name);
    const title = text(layer.title);
    const words = this.notes.get(name)?.() ?? '';
    return el('li', { class: `layer${visible ? ' is-on' : ''}` },
      el('div', { class: 'layer-row' },
        el('label', { title: text(layer.description) },
          el('input', {
            type: 'checkbox', id: `layer-${name}`, class: 'switch', checked: visible, role: 'switch',
            onchange: (event) => this.tell('toggle', { name, visible: event.target.checked }),
          }),
          this.swatch(layer),
          el('span', { class: 'layer-title' }, title),
          layer.access.toLowerCase() === 'open' ? null : el('em', { class: 'badge' }, t(`layers.${layer.access.toLowerCase()}`))),
        el('span', { class: 'layer-count', title: t('layers.count', { count: number(layer.count ?? 0) }) }, short(layer.count ?? 0)),
        el('button', {
          type: 'button', id: `more-${name}`, class: `icon-button small${open ? ' is-open' : ''}`, 'aria-expanded': String(open),
          'aria-label': t('layers.more', { layer: title }), title: t('layers.more', { layer: title }),
          onclick: () => this.unfold(name),
        }, icon('chevron', 16))),
      el('p', { class: 'layer-note', 'data-note': name, hidden: !words }, words),
      open ? this.details(layer) : null);
  }

  unfold(name) {
    if (!this.open.delete(name)) {
      this.open.add(name);
    }
    this.draw();
  }

  swatch(layer) {
    const { fill, stroke, opacity } = layer.style;
    const kind = /Point/.test(layer.geometry) ? 'point' : /Line/.test(layer.geometry) ? 'line' : 'area';
    const colour = kind === 'area' && opacity === 0 ? 'transparent' : kind === 'line' && !isLight(stroke) ? stroke : fill;
    return el('i', { class: `swatch ${kind}`, style: { '--fill': colour, '--stroke': stroke } });
  }

  details(layer) {
    const { name } = layer;
    return el('div', { class: 'layer-details' },
      layer.description ? el('p', { class: 'layer-description' }, text(layer.description)) : null,
      name === 'building' ? this.modes() : null,
      layer.timeProperty && /Point/.test(layer.geometry) ? this.periodChoice(name) : null,
      this.state.hasVolumes(layer) ? this.volumesChoice(name) : null,
      this.legend(layer),
      el('label', { class: 'slider' }, t('layers.opacity'),
        el('input', {
          type: 'range', min: 0.1, max: 1, step: 0.05, value: this.state.opacities.get(name) ?? 1,
          oninput: (event) => this.tell('opacity', { name, opacity: Number(event.target.value) }),
        })),
      el('div', { class: 'layer-links' },
        layer.bounds ? el('button', { type: 'button', class: 'link', onclick: () => this.tell('zoom', { name }) }, t('layers.zoomTo')) : null,
        el('a', { class: 'link', href: `ogc/collections/${name}`, target: '_blank', rel: 'noopener' }, t('layers.items'))));
  }

  modes() {
    return el('fieldset', { class: 'segmented wide' },
      el('legend', { class: 'sr-only' }, t('buildings.colour')),
      MODES.map((mode) => el('button', {
        type: 'button', id: `mode-${mode}`, 'aria-pressed': String(this.state.mode === mode),
        onclick: () => {
          this.tell('colour', { mode });
          this.draw();
        },
      }, t(`buildings.${mode}`))));
  }

  volumesChoice(name) {
    return el('label', { class: 'choice' }, t('layers.volumes'),
      el('input', {
        type: 'checkbox', id: `volumes-${name}`, class: 'switch', role: 'switch', checked: this.state.volumes.has(name),
        onchange: (event) => this.tell('volumes', { name, visible: event.target.checked }),
      }));
  }

  periodChoice(name) {
    const current = this.state.period(name);
    return el('label', { class: 'choice' }, t('layers.period'),
      el('select', { onchange: (event) => this.tell('period', { name, days: Number(event.target.value) }) },
        PERIODS.map((days) => el('option', { value: days, selected: days === current }, t(`layers.period.${days}`)))));
  }

  legend(layer) {
    if (layer.name === 'building' && this.state.mode === 'height') {
      return heightLegend();
    }
    if (layer.name === 'building' && this.state.mode === 'plain') {
      return null;
    }
    const codes = (this.catalogue.colourList(layer)?.codes ?? []).filter((code) => code.colour);
    if (!codes.length) {
      return null;
    }
    const all = this.allCodes.has(layer.name);
    const main = codes.filter((code) => !code.broader);
    const shown = all || codes.length <= FEW_CODES ? codes : (main.length > 1 ? main : codes).slice(0, all ? undefined : 12);
    return el('div', {},
      el('ul', { class: 'legend' }, shown.map((code) => el('li', {},
        el('i', { class: `swatch ${/Point/.test(layer.geometry) ? 'point' : 'area'}`, style: { '--fill': code.colour, '--stroke': 'rgba(0,0,0,.25)' } }),
        text(code.label)))),
      codes.length > shown.length || all && codes.length > FEW_CODES ? el('button', {
        type: 'button', class: 'link', id: `codes-${layer.name}`,
        onclick: () => {
          if (!this.allCodes.delete(layer.name)) {
            this.allCodes.add(layer.name);
          }
          this.draw();
        },
      }, all ? t('layers.mainCodes') : t('layers.allCodes', { count: codes.length })) : null);
  }
}

function heightLegend() {
  return el('ul', { class: 'legend ramp' }, HEIGHT_STEPS.map((step, n) => el('li', {},
    el('i', { class: 'swatch area', style: { '--fill': step.colour, '--stroke': 'rgba(0,0,0,.2)' } }),
    n === 0 ? `< ${step.below} m` : Number.isFinite(step.below) ? `${HEIGHT_STEPS[n - 1].below}–${step.below} m` : `≥ ${HEIGHT_STEPS[n - 1].below} m`)));
}

function short(count) {
  return number(count, { notation: count >= 10000 ? 'compact' : 'standard', maximumFractionDigits: 1 });
}

function isLight(colour) {
  return /^#f|^#e/i.test(colour);
}
