// The viewer put together: one object for the map, the panels and what is chosen.
import * as api from './api.js';
import { language, onLanguage, setLanguage, t } from './i18n.js';
import { toast } from './dom.js';
import { Buildings } from './map/buildings.js';
import { Volumes } from './map/volumes.js';
import { Highlight } from './map/highlight.js';
import { FlatMap } from './map/imagery.js';
import { Labels } from './map/labels.js';
import { PointLayers } from './map/points.js';
import { Pulses } from './map/pulses.js';
import { TwinScene } from './map/scene.js';
import { Terrain } from './map/terrain.js';
import { StandingLayers } from './map/walls.js';
import { boxOf, featuresAt, placeOf } from './places.js';
import { About } from './ui/about.js';
import { Feed } from './ui/feed.js';
import { FeaturePanel } from './ui/feature-panel.js';
import { LayersPanel } from './ui/layers-panel.js';
import { Search } from './ui/search.js';
import { Status } from './ui/status.js';
import { TimeSlider } from './ui/time-slider.js';
import { writeLink } from './view-link.js';

const CLICK_SLOP_PIXELS = 6;
const ARRIVAL_MS = 120;
const FEED_HOURS = 24;
const TIME_REST_MS = 400; // a play-back that runs asks for nothing
// Deadlines that run or are kept follow from reports that are in the list themselves.
const QUIET = /^vn\.hue\.deadline\.(running|met|late|withdrawn)$/;
const MOST_ARRIVALS = 60; // of one burst; a map shows no more in a tenth of a second
const HOVER_BUDGET_MS = 30; // a slower machine goes without hover
const $ = (id) => document.getElementById(id);

export class App {
  constructor(config, catalogue, link, { light }) {
    this.config = config;
    this.catalogue = catalogue;
    this.link = link;
    this.scene = new TwinScene($('map'), { home: config.home, bounds: config.bounds, light });
    this.terrain = new Terrain(this.scene, config.terrain);
    this.flat = new FlatMap(this.scene.scene, catalogue, config.bounds);
    this.buildings = new Buildings(this.scene, catalogue);
    this.volumes = new Volumes(this.scene, catalogue);
    this.standing = new StandingLayers(this.scene, catalogue);
    this.points = new PointLayers(this.scene, catalogue);
    this.labels = new Labels(this.scene, $('labels'));
    this.pulses = new Pulses(this.scene, $('pulses'));
    this.highlight = new Highlight(this.scene);
    this.shown = new Set(link.layers ?? catalogue.layers.filter((layer) => layer.style?.visible).map((layer) => layer.name));
    this.defaultShown = [...catalogue.layers.filter((layer) => layer.style?.visible).map((layer) => layer.name)].join();
    this.opacities = new Map();
    this.arrived = new Map();
    this.mode = ['usage', 'height', 'plain'].includes(link.colour) ? link.colour : 'usage';
    this.buildPanels();
    this.listenToPointer();
    this.listenToTerrain();
    this.scene.camera.moveEnd.addEventListener(() => this.writeAddress());
    onLanguage(() => {
      this.labels.forgetText();
      this.writeAddress();
    });
  }

  buildPanels() {
    const { catalogue } = this;
    const app = this;
    this.layersPanel = new LayersPanel($('layers'), catalogue, {
      shown: this.shown, opacities: this.opacities, period: (name) => this.points.period(name), get mode() { return app.mode; },
      volumes: this.volumes.shown, hasVolumes: Volumes.draws,
    });
    this.layersPanel.addEventListener('toggle', ({ detail }) => this.show(detail.name, detail.visible));
    this.layersPanel.addEventListener('opacity', ({ detail }) => this.setOpacity(detail.name, detail.opacity));
    this.layersPanel.addEventListener('colour', ({ detail }) => this.colourBuildings(detail.mode));
    this.layersPanel.addEventListener('period', ({ detail }) => this.points.setPeriod(detail.name, detail.days));
    this.layersPanel.addEventListener('volumes', ({ detail }) => this.showVolumes(detail.name, detail.visible));
    this.layersPanel.addEventListener('zoom', ({ detail }) => this.scene.flyToBox(catalogue.find(detail.name).bounds));
    this.points.addEventListener('loaded', ({ detail }) => this.notePoints(detail));
    this.panel = new FeaturePanel($('feature'), catalogue);
    this.panel.addEventListener('close', () => this.select(undefined));
    this.panel.addEventListener('zoom', ({ detail }) => this.flyTo(detail));
    this.panel.addEventListener('select', ({ detail }) => this.select(detail, { fly: !detail.geometry }));
    this.feed = new Feed($('feed'), catalogue);
    this.feed.addEventListener('select', ({ detail }) => this.select(detail, { fly: true }));
    this.search = new Search($('search-input'), $('search-results'), catalogue);
    this.search.addEventListener('select', ({ detail }) => this.select(detail, { fly: true }));
    this.time = new TimeSlider($('time'), this.link.time);
    this.time.addEventListener('change', () => this.showTime(this.time.time)); // an event's detail is null, never undefined
    this.about = new About($('about'), this.config);
    this.status = new Status(this.scene, $('status'));
  }

  listenToTerrain() {
    this.terrain.addEventListener('change', () => {
      this.points.ground();
      this.labels.ground();
      this.standing.ground().catch(() => undefined);
      this.showTerrainSwitch();
    });
    this.terrain.addEventListener('settled', () => this.labels.ground());
  }

  showTerrainSwitch() {
    const button = document.querySelector('[data-action=terrain]');
    button.hidden = !this.terrain.there;
    button.setAttribute('aria-pressed', String(this.terrain.shown));
  }

  async toggleTerrain() {
    if (!await this.terrain.show(!this.terrain.shown)) {
      toast(t('error.terrain'), 'problem');
    }
    this.writeAddress();
  }

  /** Tiles are made with the terrain in mind only while there is one. */
  async terrainChanged(version) {
    await this.terrain.changed(version);
    await this.buildings.load();
    await this.volumes.load();
  }

  /**
   * What is there at a time in milliseconds; undefined is the present. Past shapes are loaded once; markers, names, walls, the
   * layers over the flat map and the list of events are asked for anew, when the time stands still.
   */
  showTime(time) {
    this.buildings.setTime(time);
    this.volumes.setTime(time);
    this.points.setTime(time);
    this.flat.setTime(time);
    this.panel.setTime(time);
    this.standing.setTime(time);
    clearTimeout(this.restTimer);
    this.restTimer = setTimeout(() => {
      this.fillFeed().catch(() => undefined);
      if (this.started) {
        this.loadNames();
      }
    }, TIME_REST_MS);
    this.writeAddress();
  }

  /** Loads buildings and names, shows the layers, takes up the selection of the address. */
  async start() {
    for (const layer of this.catalogue.layers) {
      if (this.shown.has(layer.name) && layer.name !== 'building') {
        this.showOnMap(layer, true);
      }
    }
    if (this.link.view) {
      this.scene.setView(this.link.view);
    }
    if (this.link.time !== undefined) {
      this.showTime(this.link.time);
    }
    if (this.terrain.there) {
      await this.terrain.show(this.link.terrain !== false);
    }
    const tiles = await this.buildings.load();
    this.started = true;
    this.buildings.colourBy(this.mode);
    this.buildings.show(this.shown.has('building'));
    if (!tiles && this.catalogue.find('building')?.count) {
      this.layersPanel.note('building', () => t('buildings.noTiles'));
    }
    for (const name of this.link.volumes ?? []) {
      const layer = this.catalogue.find(name);
      if (layer && Volumes.draws(layer)) {
        this.showVolumes(name, true);
      }
    }
    await this.loadNames();
    if (this.link.pick && this.catalogue.find(this.link.pick.layer)) {
      this.select(this.link.pick, { fly: !this.link.view });
    }
  }

  /** The reports of the day before the time that is shown, as they stood then. */
  async fillFeed() {
    if (!this.catalogue.find('incident')) {
      return;
    }
    const { time } = this.time;
    this.feed.setTime(time);
    const end = time ?? Date.now();
    const since = new Date(end - FEED_HOURS * 3600000).toISOString();
    const parameters = time === undefined
      ? { datetime: `${since}/..` }
      : { datetime: `${since}/${new Date(end).toISOString()}`, 'as-of': new Date(end).toISOString() };
    const { features } = await api.getItems('incident', { ...parameters, limit: 200 });
    if (time === this.time.time) {
      this.feed.fill(features.map(({ id, properties, geometry }) => ({
        layer: 'incident', key: String(id), properties, time: properties.reported_at, lon: geometry?.coordinates[0], lat: geometry?.coordinates[1],
      })));
    }
  }

  /** Names of wards and sights on the map, as they were at the time that is shown. */
  async loadNames() {
    const { time } = this.time;
    const wards = this.catalogue.find('ward');
    const sites = this.catalogue.find('tourism_site');
    const load = async (layer, parameters) => layer ? (await api.getItems(layer.name, parameters).catch(() => ({ features: [] }))).features : [];
    const [wardFeatures, siteFeatures] = await Promise.all([load(wards, { limit: 100, 'as-of': api.asOf(time) }), load(sites, { limit: 400, 'as-of': api.asOf(time) })]);
    if (time !== this.time.time) {
      return;
    }
    for (const { id, properties } of wardFeatures) {
      this.catalogue.wardNames.set(String(properties.code ?? id), { vi: properties.name, en: properties.english_name || properties.name });
    }
    this.labels.set('ward', wardFeatures.filter((ward) => ward.geometry).map((ward) => ({
      key: ward.id, ...labelPlace(ward), kind: 'ward', rank: 10, nearest: 900, farthest: 60000,
      text: () => shortWard(this.catalogue.title(wards, ward.properties)),
    })));
    this.labels.set('site', siteFeatures.filter((site) => site.geometry?.type === 'Point').map((site) => ({
      key: site.id, lon: site.geometry.coordinates[0], lat: site.geometry.coordinates[1], kind: 'site',
      rank: site.properties.unesco ? 20 : 30, nearest: 0, farthest: site.properties.unesco ? 3800 : 2000,
      text: () => this.catalogue.title(sites, site.properties),
    })));
    this.layersPanel.draw();
    this.feed.draw();
  }

  show(name, visible) {
    if (visible) {
      this.shown.add(name);
    } else {
      this.shown.delete(name);
    }
    const layer = this.catalogue.find(name);
    this.showOnMap(layer, visible);
    this.layersPanel.note(name, () => visible && !layer.count ? t('layers.empty') : '');
    this.layersPanel.draw();
    this.writeAddress();
  }

  showOnMap(layer, visible) {
    if (layer.name === 'building') {
      this.buildings.show(visible);
    } else if (PointLayers.draws(layer)) {
      this.points.show(layer.name, visible);
    } else if (FlatMap.draws(layer)) {
      this.flat.show(layer.name, visible);
    }
    if (StandingLayers.draws(layer)) {
      this.standing.show(layer.name, visible).catch(() => undefined);
    }
  }

  setOpacity(name, opacity) {
    this.opacities.set(name, opacity);
    if (name === 'building') {
      this.buildings.setOpacity(opacity);
    }
    this.points.setOpacity(name, opacity);
    this.flat.setOpacity(name, opacity);
  }

  showVolumes(name, visible) {
    this.volumes.show(name, visible).catch(() => this.layersPanel.note(name, () => t('buildings.noTiles')));
    this.layersPanel.draw();
    this.writeAddress();
  }

  colourBuildings(mode) {
    this.mode = mode;
    this.buildings.colourBy(mode);
    this.writeAddress();
  }

  notePoints({ name, shown, whole, failed }) {
    this.layersPanel.note(name, () => failed ? t('layers.failed') : whole ? '' : t('layers.truncated', { shown }));
  }

  listenToPointer() {
    const { canvas } = this.scene;
    let down;
    let hoverWorks = !window.matchMedia('(hover: none)').matches;
    let waiting = false;
    canvas.addEventListener('pointerdown', (event) => {
      down = { x: event.clientX, y: event.clientY };
      canvas.focus({ preventScroll: true });
    });
    canvas.addEventListener('click', (event) => {
      if (!down || Math.hypot(event.clientX - down.x, event.clientY - down.y) < CLICK_SLOP_PIXELS) {
        this.pickAt(event.offsetX, event.offsetY);
      }
    });
    canvas.addEventListener('pointermove', (event) => {
      if (!hoverWorks || waiting || event.buttons) {
        return;
      }
      waiting = true;
      setTimeout(() => {
        waiting = false;
        const began = performance.now();
        const hit = this.scene.pick(event.offsetX, event.offsetY, 3);
        this.buildings.hover(hit?.layer === 'building' ? hit.feature : undefined);
        canvas.style.cursor = hit ? 'pointer' : '';
        hoverWorks = performance.now() - began < HOVER_BUDGET_MS || (this.slowHovers = (this.slowHovers ?? 0) + 1) < 8;
      }, 60);
    });
  }

  /** Chooses what is at a window position. @returns the identity chosen, or undefined */
  async pickAt(x, y) {
    const hit = this.scene.pick(x, y, 9);
    const place = this.scene.placeAt(x, y);
    if (hit) {
      const { feature, ...identity } = hit;
      await this.select({ lon: place?.lon, lat: place?.lat, ...identity });
      return this.chosen;
    }
    if (!place) {
      return undefined;
    }
    const found = await this.surfacesAt(place, (layer) => this.shown.has(layer.name));
    if (found.length) {
      await this.select({ ...found[0], also: found.slice(1) });
    } else {
      this.select(undefined);
    }
    return this.chosen;
  }

  surfacesAt({ lon, lat }, wanted) {
    const layers = this.catalogue.layers
      .filter((layer) => FlatMap.draws(layer) && layer.count > 0 && wanted(layer))
      .sort((a, b) => rankForPick(b) - rankForPick(a));
    const reach = Math.min(40, (this.scene.metresPerPixel() ?? 1) * 6);
    return featuresAt(lon, lat, layers, reach, this.time.time);
  }

  /**
   * Chooses a feature and shows all about it; undefined chooses nothing.
   * @param identity `{layer, key, lon?, lat?, properties?, also?}`
   */
  async select(identity, { fly = false } = {}) {
    this.chosen = identity && { layer: identity.layer, key: String(identity.key) };
    this.buildings.choose(this.chosen?.layer === 'building' ? this.chosen.key : undefined);
    this.points.choose(this.chosen);
    this.highlight.clear();
    this.writeAddress();
    if (!identity) {
      this.panel.hide();
      document.body.classList.remove('has-feature');
      return;
    }
    document.body.classList.add('has-feature');
    if (fly && identity.lon !== undefined && identity.layer !== 'ward') {
      this.flyTo(identity);
    }
    const answer = await this.panel.show(identity);
    if (!answer || this.chosen?.key !== String(identity.key)) {
      return;
    }
    const { geometry } = answer.feature;
    if (identity.layer !== 'building') {
      this.highlight.show(geometry);
    }
    if (fly && (identity.lon === undefined || identity.layer === 'ward')) {
      this.flyTo({ ...identity, feature: answer.feature });
    }
    const place = identity.lon === undefined ? placeOf(geometry) : identity;
    this.panel.also(identity.also ?? (place ? await this.contextAt(place, identity) : []));
  }

  /** The parcel, zone and ward that a place lies in. */
  async contextAt(place, { layer, key }) {
    const found = await this.surfacesAt(place, (candidate) => /Polygon/.test(candidate.geometry));
    return found.filter((other) => other.layer !== layer || other.key !== String(key));
  }

  flyTo({ layer, lon, lat, feature, geometry }) {
    const shape = feature?.geometry ?? geometry;
    const box = shape && shape.type !== 'Point' ? boxOf(shape) : undefined;
    if (box && layer !== 'building' && (box[2] - box[0] > 0.002 || box[3] - box[1] > 0.002)) {
      this.scene.flyToBox(box);
      return;
    }
    const place = lon === undefined ? placeOf(shape) : { lon, lat };
    if (place) {
      this.scene.flyTo(place.lon, place.lat, layer === 'building' ? 320 : 700);
    }
  }

  /** After a break of the stream: tiles that were missing may be there now. */
  async catchUp() {
    if (this.started && !this.buildings.tileset && (this.catalogue.find('building')?.count ?? 0) > 0) {
      await this.buildings.load();
      this.layersPanel.note('building', () => '');
    }
  }

  /** What the stream says: a fact about a feature, or a tile that is stale. Bursts are taken together. */
  receive({ type, data }) {
    if (type === 'tile-changed' && data.tileset === 'terrain') {
      this.terrainChanged(data.hash).catch(() => undefined);
      return;
    }
    if (type === 'tile-changed') {
      const uri = data.uri ?? 'tileset.json';
      if (this.buildings.refresh(data.tileset ?? 'buildings', uri)) {
        this.layersPanel.note('building', () => '');
      } else {
        this.volumes.refresh(data.tileset, uri);
      }
      return;
    }
    const layer = this.catalogue.find(type.match(/^vn\.hue\.([a-z_]+)\./)?.[1]);
    if (!layer || !PointLayers.draws(layer) || !data.subject) {
      return;
    }
    this.arrived.delete(`${layer.name}/${data.subject}`);
    this.arrived.set(`${layer.name}/${data.subject}`, { layer, data, quiet: QUIET.test(type) });
    this.arrivalTimer ??= setTimeout(() => {
      this.arrivalTimer = undefined;
      const newest = [...this.arrived.values()].slice(-MOST_ARRIVALS);
      this.arrived.clear();
      newest.forEach((arrival) => this.arrive(arrival));
    }, ARRIVAL_MS);
  }

  async arrive({ layer, data, quiet }) {
    const { geometry, ...properties } = data.data ?? {};
    let feature = { id: data.subject, geometry, properties: { ...properties, ward_code: properties.ward_code ?? data.wardcode } };
    if (!geometry || (layer.titleProperty && !properties[layer.titleProperty])) {
      feature = await api.getJson(`ogc/collections/${layer.name}/items/${encodeURIComponent(data.subject)}`).catch(() => feature);
    }
    const [lon, lat] = feature.geometry?.coordinates ?? [];
    if (!quiet) {
      this.feed.add({ layer: layer.name, key: String(data.subject), properties: feature.properties, time: data.time, lon, lat, fresh: true });
    }
    if (lon !== undefined) {
      this.points.add(layer.name, { ...feature, id: data.subject });
      if (this.shown.has(layer.name)) {
        this.pulses.add(lon, lat, this.catalogue.colour(layer, feature.properties));
      }
    }
  }

  state() {
    const layers = [...this.shown];
    return {
      view: this.scene.view(),
      lang: language(),
      layers: layers.length === this.defaultShown.split(',').length && this.catalogue.layers.filter((l) => this.shown.has(l.name)).map((l) => l.name).join() === this.defaultShown ? undefined : layers,
      volumes: [...this.volumes.shown],
      colour: this.mode === 'usage' ? undefined : this.mode,
      time: this.time.time,
      terrain: this.terrain.there ? this.terrain.wanted : undefined,
      pick: this.chosen,
    };
  }

  writeAddress() {
    clearTimeout(this.addressTimer);
    this.addressTimer = setTimeout(() => history.replaceState(null, '', writeLink(this.state())), 250);
  }

  async share() {
    const address = new URL(writeLink(this.state()), location.href).href;
    history.replaceState(null, '', address);
    try {
      await navigator.clipboard.writeText(address);
      toast(t('share.copied'));
    } catch {
      toast(t('share.failed'));
    }
  }

  setLanguage(next) {
    setLanguage(next);
  }
}

function labelPlace({ geometry, properties }) {
  if (properties.label_lon) {
    return { lon: properties.label_lon, lat: properties.label_lat };
  }
  return placeOf(largest(geometry));
}

function largest(geometry) {
  if (geometry.type !== 'MultiPolygon') {
    return geometry;
  }
  const size = (coordinates) => {
    const box = boxOf({ coordinates });
    return (box[2] - box[0]) * (box[3] - box[1]);
  };
  return { type: 'Polygon', coordinates: [...geometry.coordinates].sort((a, b) => size(b) - size(a))[0] };
}

function shortWard(name) {
  return name.replace(/^(Phường|Xã) /, '').replace(/ (Ward|Commune)$/, '');
}

/** Small things lie over large ones: of a parcel, its zone and its ward the parcel is meant. */
function rankForPick(layer) {
  const area = { ward: -100, land_use_zone: -20, flood_zone: -10, water: 5, land_parcel: 40 };
  return layer.order + (area[layer.name] ?? 0);
}
