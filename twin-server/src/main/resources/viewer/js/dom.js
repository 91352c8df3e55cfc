// Builds elements. Text is always set as text, never parsed as HTML: data cannot bring markup along.
const SVG = 'http://www.w3.org/2000/svg';

/** `el('p', {class: 'x', onclick: f}, 'text', child)` */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'style') {
      for (const [property, setting] of Object.entries(value)) {
        element.style.setProperty(property, setting);
      }
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const ICONS = {
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16.200 16.200 20.500 20.500',
  layers: 'M12 3.500 3.500 8.200 12 13l8.500-4.800ZM4 12.600l8 4.500 8-4.500M4 16.600l8 4.500 8-4.500',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  home: 'M4 11.500 12 4.500l8 7M6 10v9.500h12V10M10 19.500V14h4v5.500',
  link: 'M10 14a4.200 4.200 0 0 0 6 0l3.200-3.200a4.200 4.200 0 0 0-6-6L11.800 6.200M14 10a4.200 4.200 0 0 0-6 0l-3.200 3.200a4.200 4.200 0 0 0 6 6l1.400-1.400',
  info: 'M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17ZM12 11v5.500M12 7.600v.1',
  close: 'M6 6l12 12M18 6 6 18',
  chevron: 'M7 10l5 5 5-5',
  target: 'M12 7.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9ZM12 2.500v4M12 17.500v4M2.500 12h4M17.500 12h4',
  copy: 'M9 9h10.500v10.500H9ZM5 15H4.500V4.500H15V5',
  external: 'M10 5.500H5.500v13h13V14M13.500 4.500h6v6M19 5l-8.500 8.500',
  sliders: 'M4 8h9M19 8h1M4 16h2M11 16h9M16 5.700a2.300 2.300 0 1 0 0 4.600 2.300 2.300 0 0 0 0-4.600ZM8.500 13.700a2.300 2.300 0 1 0 0 4.600 2.300 2.300 0 0 0 0-4.600Z',
  play: 'M8 5.500v13l10.500-6.500Z',
  pause: 'M8.500 5.500v13M15.500 5.500v13',
  mountain: 'M2.500 19 9 6.500l4 7.500 2-3.500L21.500 19Z',
  clock: 'M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17ZM12 7.500V12l3 2',
  database: 'M12 4c-4.400 0-7.500 1.200-7.500 2.800S7.600 9.600 12 9.600s7.500-1.200 7.500-2.800S16.400 4 12 4ZM4.500 6.800v10.400c0 1.600 3.100 2.800 7.500 2.800s7.500-1.200 7.500-2.800V6.800M4.500 12c0 1.600 3.100 2.800 7.500 2.800s7.500-1.200 7.500-2.800',
  pin: 'M12 21s6.500-5.600 6.500-10.700a6.500 6.500 0 1 0-13 0C5.500 15.400 12 21 12 21ZM12 8a2.300 2.300 0 1 0 0 4.600A2.300 2.300 0 0 0 12 8Z',
};

/** A line icon, 24 × 24 units, in the colour of the text. */
export function icon(name, size = 20) {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [attribute, value] of Object.entries({
    viewBox: '0 0 24 24', width: size, height: size, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.7,
    'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true',
  })) {
    svg.setAttribute(attribute, value);
  }
  if (name === 'compass') {
    svg.append(path('M12 3 15.200 12H8.800Z', 'var(--danger)'), path('M12 21 8.800 12h6.400Z', 'var(--ink-3)'));
    svg.setAttribute('stroke', 'none');
  } else {
    svg.append(path(ICONS[name] ?? ICONS.pin));
  }
  return svg;
}

function path(d, fill) {
  const element = document.createElementNS(SVG, 'path');
  element.setAttribute('d', d);
  if (fill) {
    element.setAttribute('fill', fill);
  }
  return element;
}

/** Puts icons into the elements marked `data-icon`. */
export function fillIcons(root) {
  for (const element of root.querySelectorAll('[data-icon]')) {
    element.prepend(icon(element.dataset.icon));
  }
}

let toastTimer;

/** A short message that goes away by itself. */
export function toast(message, kind = 'note') {
  const box = document.getElementById('toasts');
  box.replaceChildren(el('p', { class: `toast ${kind}` }, message));
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => box.replaceChildren(), kind === 'problem' ? 8000 : 3500);
}
