// What this is, whose data and software it uses, which keys it knows, and where an access key goes.
import * as api from '../api.js';
import { CESIUM_VERSION } from '../cesium.js';
import { el, icon } from '../dom.js';
import { onLanguage, t, text } from '../i18n.js';

const KEYS = [
  ['/', 'search'], ['↑ ↓ ← →', 'move'], ['+ −', 'zoom'], ['Q E', 'turn'], ['R F', 'tilt'], ['Enter', 'pick'], ['H', 'home'], ['N', 'north'], ['Esc', 'close'],
];

export class About {
  constructor(dialog, config) {
    this.dialog = dialog;
    this.config = config;
    dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
    onLanguage(() => this.draw());
    this.draw();
  }

  open() {
    this.dialog.showModal();
  }

  draw() {
    const { config } = this;
    this.dialog.replaceChildren(el('div', { class: 'about-body' },
      el('header', {}, el('h2', { id: 'about-title' }, t('about.title')),
        el('button', { type: 'button', class: 'icon-button', 'aria-label': t('feature.close'), onclick: () => this.dialog.close() }, icon('close'))),
      el('p', { class: 'lead' }, t('about.text')),
      config.schematic ? el('p', { class: 'notice' }, t('about.schematic')) : null,
      el('section', {}, el('h3', {}, t('about.services')), el('p', { class: 'service-links' },
        [['ogc', 'OGC API – Features'], ['sparql', 'SPARQL'], ['ogc/conformance', 'Conformance'], ['health', 'Health']].map(([href, words]) =>
          el('a', { class: 'link', href, target: '_blank', rel: 'noopener' }, words)))),
      el('section', {}, el('h3', {}, t('about.keys')), el('dl', { class: 'keys' },
        KEYS.map(([keys, what]) => el('div', {}, el('dt', {}, keys.split(' ').map((key) => el('kbd', {}, key))), el('dd', {}, t(`about.keys.${what}`)))))),
      el('section', {}, el('h3', {}, t('about.data')), el('ul', {}, (config.credits ?? []).map((credit) => el('li', {}, text(credit))))),
      el('section', {}, el('h3', {}, t('about.software')), el('ul', {},
        el('li', {}, t('about.licence'), config.version ? ` · ${config.version}` : ''),
        el('li', {}, el('a', { href: `viewer/cesium-${CESIUM_VERSION}/LICENSE.md`, target: '_blank' }, t('about.cesium', { name: 'CesiumJS', version: CESIUM_VERSION }))),
        el('li', {}, el('a', { href: 'viewer/font/LICENSE', target: '_blank' }, t('about.font'))))),
      this.access()));
  }

  access() {
    const input = el('input', { type: 'password', id: 'access-key', autocomplete: 'off', spellcheck: 'false' });
    return el('form', { class: 'access', onsubmit: (event) => {
      event.preventDefault();
      api.setKey(api.key() ? undefined : input.value.trim());
      location.reload();
    } },
    el('h3', {}, t('about.signIn'), this.config.role ? el('span', { class: 'badge' }, t('about.role', { role: this.config.role })) : null),
    el('p', { class: 'quiet' }, t('about.signInHint')),
    el('div', {}, api.key() ? null : [el('label', { for: 'access-key', class: 'sr-only' }, t('about.signIn')), input],
      el('button', { type: 'submit', class: 'button' }, api.key() ? t('about.signOut') : t('about.signInButton'))));
  }
}
