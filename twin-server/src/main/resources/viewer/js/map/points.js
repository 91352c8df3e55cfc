// Point layers: markers for what is in view, fetched as GeoJSON from OGC API Features.
import * as Cesium from '../cesium.js';
import * as api from '../api.js';
import { symbol } from './symbols.js';

const LIMIT = 1000;
const DELAY_MS = 300;
const MARGIN = 0.35; // fetched around the view, so that small moves need no request

export class PointLayers extends EventTarget {
  constructor(twinScene, catalogue) {
    super();
    this.twinScene = twinScene;
    this.scene = twinScene.scene;
    this.catalogue = catalogue;
    this.shown = new Map();
    this.periods = new Map([['incident', 7], ['building_permit', 0]]);
    this.scene.camera.moveEnd.addEventListener(() => this.schedule());
  }

  static draws(layer) {
    return /Point/.test(layer.geometry);
  }

  show(name, visible) {
    const entry = this.shown.get(name);
    if (visible && !entry) {
      const collection = this.scene.primitives.add(new Cesium.BillboardCollection({ scene: this.scene }));
      this.shown.set(name, { name, collection, markers: new Map(), box: undefined, whole: false, abort: undefined });
      this.schedule();
    } else if (!visible && entry) {
      entry.abort?.abort();
      this.scene.primitives.remove(entry.collection);
      this.shown.delete(name);
    }
    this.scene.requestRender();
  }

  setOpacity(name, opacity) {
    const entry = this.shown.get(name);
    if (entry) {
      entry.opacity = opacity;
      for (const marker of entry.markers.values()) {
        marker.color = Cesium.Color.WHITE.withAlpha(opacity);
      }
      this.scene.requestRender();
    }
  }

  period(name) {
    return this.periods.get(name) ?? 0;
  }

  /** Only what happened in the last `days` days; 0 is everything. */
  setPeriod(name, days) {
    this.periods.set(name, days);
    const entry = this.shown.get(name);
    if (entry) {
      entry.box = undefined;
      this.schedule();
    }
  }

  /** Sets all markers on the ground, which is another one now. */
  ground() {
    for (const entry of this.shown.values()) {
      for (const { id } of [...entry.markers.values()]) {
        this.put(entry, { id: id.key, properties: id.properties, geometry: { type: 'Point', coordinates: [id.lon, id.lat] } });
      }
    }
    this.scene.requestRender();
  }

  /** Shows what was valid at a time in milliseconds; undefined is now. */
  setTime(time) {
    this.time = time;
    for (const entry of this.shown.values()) {
      entry.box = undefined;
    }
    this.schedule();
  }

  schedule() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), DELAY_MS);
  }

  load() {
    const view = this.twinScene.viewBox();
    if (!view) {
      return;
    }
    for (const entry of this.shown.values()) {
      const covered = entry.box && contains(entry.box, view) && (entry.whole || same(entry.view, view));
      if (!covered) {
        this.fetch(entry, view);
      }
    }
  }

  async fetch(entry, view) {
    entry.abort?.abort();
    entry.abort = new AbortController();
    const box = widen(view, MARGIN);
    const days = this.time === undefined ? this.period(entry.name) : 0;
    const parameters = { bbox: box.map((n) => n.toFixed(6)).join(','), limit: LIMIT, 'as-of': api.asOf(this.time) };
    if (days && this.catalogue.find(entry.name)?.timeProperty) {
      parameters.datetime = `${new Date(Date.now() - days * 86400000).toISOString()}/..`;
    }
    try {
      const answer = await api.getItems(entry.name, parameters, { signal: entry.abort.signal });
      entry.box = box;
      entry.view = view;
      entry.whole = answer.features.length < LIMIT;
      this.replace(entry, answer.features);
      this.tell(entry.name, { shown: answer.features.length, whole: entry.whole });
    } catch (error) {
      if (error.name !== 'AbortError') {
        this.tell(entry.name, { failed: true });
      }
    }
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent('loaded', { detail: { name, ...detail } }));
  }

  replace(entry, features) {
    const wanted = new Set(features.map((feature) => String(feature.id)));
    for (const [key, marker] of entry.markers) {
      if (!wanted.has(key)) {
        entry.collection.remove(marker);
        entry.markers.delete(key);
      }
    }
    for (const feature of features) {
      this.put(entry, feature);
    }
    this.scene.requestRender();
  }

  /** Shows one feature at once, before any request would bring it. */
  add(name, feature) {
    const entry = this.time === undefined && this.shown.get(name);
    if (entry) {
      this.put(entry, feature);
      this.scene.requestRender();
    }
  }

  put(entry, feature) {
    const key = String(feature.id);
    const places = feature.geometry?.type === 'Point' ? feature.geometry.coordinates : feature.geometry?.coordinates?.[0];
    if (!places) {
      return;
    }
    const layer = this.catalogue.find(entry.name);
    const colour = this.catalogue.colour(layer, feature.properties);
    const known = entry.markers.get(key);
    if (known) {
      entry.collection.remove(known);
    }
    const [lon, lat] = places;
    const chosen = this.chosen?.layer === entry.name && this.chosen.key === key;
    const { name, image } = symbol(entry.name, colour, {
      code: feature.properties?.[layer.style?.colourBy], ring: this.catalogue.stateColour(layer, feature.properties), emphasis: chosen,
    });
    entry.markers.set(key, entry.collection.add({
      id: { layer: entry.name, key, lon, lat, properties: feature.properties },
      position: Cesium.Cartesian3.fromDegrees(lon, lat, 1),
      heightReference: this.twinScene.terrain.shown ? Cesium.HeightReference.RELATIVE_TO_GROUND : Cesium.HeightReference.NONE,
      image,
      imageId: name,
      width: chosen ? 39 : 30,
      height: chosen ? 39 : 30,
      color: Cesium.Color.WHITE.withAlpha(entry.opacity ?? 1),
      scaleByDistance: new Cesium.NearFarScalar(600, 1, 9000, 0.45),
      disableDepthTestDistance: Number.POSITIVE_INFINITY,
      eyeOffset: chosen ? new Cesium.Cartesian3(0, 0, -20) : Cesium.Cartesian3.ZERO,
    }));
  }

  /** Marks one feature; undefined unmarks. */
  choose(identity) {
    const before = this.chosen;
    this.chosen = identity;
    for (const each of [before, identity]) {
      const entry = each && this.shown.get(each.layer);
      const marker = entry?.markers.get(each.key);
      if (marker) {
        const { properties, lon, lat } = marker.id;
        this.put(entry, { id: each.key, properties, geometry: { type: 'Point', coordinates: [lon, lat] } });
      }
    }
    this.scene.requestRender();
  }

  has(name, key) {
    return Boolean(this.shown.get(name)?.markers.has(key));
  }
}

function widen([w, s, e, n], share) {
  const dx = (e - w) * share;
  const dy = (n - s) * share;
  return [Math.max(-180, w - dx), Math.max(-90, s - dy), Math.min(180, e + dx), Math.min(90, n + dy)];
}

function contains(outer, inner) {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
}

function same(a, b) {
  return a && a.every((value, n) => Math.abs(value - b[n]) < 1e-6);
}
