// The layers and code lists of the server, and how their values are said to people.
import { date, dateTime, number, t, text } from './i18n.js';

const UNITS = { m2: 'm²', m3: 'm³', km2: 'km²', Cel: '°C', deg: '°', har: 'ha', 'ug/m3': 'µg/m³', 'm3/s': 'm³/s' };
const NEUTRAL = '#9aa3ab';

export class Catalogue {
  constructor(layers, codeLists) {
    this.layers = [...layers].sort((a, b) => a.order - b.order);
    this.byName = new Map(this.layers.map((layer) => [layer.name, layer]));
    this.lists = new Map(codeLists.map((list) => [list.name, {
      ...list,
      byNotation: new Map(list.codes.map((code) => [code.notation, code])),
    }]));
    this.wardNames = new Map();
  }

  find(name) {
    return this.byName.get(name);
  }

  property(layer, name) {
    return this.find(layer)?.properties.find((property) => property.name === name);
  }

  code(listName, notation) {
    return this.lists.get(listName)?.byNotation.get(String(notation));
  }

  /** The code list that gives a layer its colours, if there is one. */
  colourList(layer) {
    const by = layer.style?.colourBy;
    const property = by && layer.properties.find((candidate) => candidate.name === by);
    return property?.codeList ? this.lists.get(property.codeList) : undefined;
  }

  /** The colour of one feature of a layer. */
  colour(layer, properties) {
    const list = this.colourList(layer);
    return list?.byNotation.get(String(properties?.[layer.style.colourBy]))?.colour || layer.style?.fill || NEUTRAL;
  }

  /** The colour of the state that a feature is in, for layers that have states. */
  stateColour(layer, properties) {
    const value = properties?.state;
    return value ? this.say(layer, 'state', value).colour : undefined;
  }

  title(layer, properties) {
    if (!layer) {
      return '';
    }
    const english = document.documentElement.lang === 'en'
      && (properties?.name_en || properties?.english_name);
    const property = layer.titleProperty;
    const value = property && properties?.[property];
    if (english && property === 'name') {
      return english;
    }
    return value ? this.say(layer, property, value).text : '';
  }

  wardName(code) {
    const names = this.wardNames.get(code);
    return names ? text(names) : code;
  }

  /**
   * A value as people read it.
   * @returns {{text: string, colour?: string, href?: string, reference?: {layer: string, key: string}}}
   */
  say(layer, name, value) {
    const property = layer.properties.find((candidate) => candidate.name === name);
    if (value === null || value === undefined || value === '') {
      return { text: '–' };
    }
    if (property?.codeList) {
      const code = this.code(property.codeList, value);
      return code ? { text: text(code.label), colour: code.colour } : { text: String(value) };
    }
    if (property?.references && this.find(property.references)) {
      return { text: String(value), reference: { layer: property.references, key: String(value) } };
    }
    if (typeof value === 'boolean') {
      return { text: value ? t('feature.yes') : t('feature.no') };
    }
    if (typeof value === 'number') {
      const unit = property?.unit ? ` ${UNITS[property.unit] ?? property.unit}` : '';
      return { text: number(value, /year/.test(name) ? { useGrouping: false } : {}) + unit };
    }
    return sayText(String(value), (property?.type ?? '').replace(/^.*[#:]/, '').toLowerCase());
  }
}

function sayText(value, type) {
  if (type === 'datetime' || /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(value)) {
    return { text: dateTime(value) };
  }
  if (type === 'date' || /^\d{4}-\d\d-\d\d$/.test(value)) {
    return { text: date(value) };
  }
  if (/^https?:\/\//.test(value)) {
    return { text: value.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, ''), href: value };
  }
  return { text: value };
}
