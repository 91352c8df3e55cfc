// The flat map: pictures drawn by workers from our own vector tiles and laid on the globe.
import * as Cesium from '../cesium.js';
import * as api from '../api.js';
import { BASE_LAYERS, TILE_SIZE } from './cartography.js';

const TIME_REST_MS = 400;
const MOST_PENDING = 10; // beyond that CesiumJS asks again later, for what is in view by then
const LATIN = 'U+0000-00FF, U+0131, U+2000-206F, U+2212';
const VIETNAMESE = 'U+0102-0103, U+0110-0111, U+0128-0129, U+0168-0169, U+01A0-01A1, U+01AF-01B0, U+0300-0323, U+1EA0-1EF9, U+20AB';

/** Workers that draw tiles; requests go round them by position so that each keeps its own tiles at hand. */
class TilePainters {
  constructor(count, look) {
    this.pending = new Map();
    this.next = 1;
    this.workers = Array.from({ length: count }, () => {
      const worker = new Worker(new URL('./tile-worker.js', import.meta.url), { type: 'module' });
      worker.onmessage = ({ data }) => this.done(data);
      worker.postMessage({ type: 'look', look });
      return worker;
    });
  }

  get busy() {
    return this.pending.size >= MOST_PENDING * this.workers.length;
  }

  paint(request) {
    const id = this.next++;
    const worker = this.workers[((request.x >> 2) + (request.y >> 2)) % this.workers.length];
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      worker.postMessage({ id, ...request });
    });
  }

  forget(layer) {
    for (const worker of this.workers) {
      worker.postMessage({ type: 'forget', layer });
    }
  }

  done({ id, picture, error }) {
    const { resolve, reject } = this.pending.get(id);
    this.pending.delete(id);
    if (picture) {
      resolve(picture);
    } else {
      reject(new Error(error));
    }
  }
}

/** A CesiumJS imagery provider; `kind` is a layer's name or `base`. */
class VectorImagery {
  constructor(painters, kind, shown, rectangle, minimumLevel, asOf) {
    this.painters = painters;
    this.kind = kind;
    this.shown = shown;
    this.asOf = asOf;
    this.tilingScheme = new Cesium.WebMercatorTilingScheme();
    this.rectangle = rectangle;
    this.tileWidth = TILE_SIZE;
    this.tileHeight = TILE_SIZE;
    this.minimumLevel = minimumLevel;
    this.maximumLevel = 18;
    this.hasAlphaChannel = kind !== 'base';
    this.errorEvent = new Cesium.Event();
    this.tileDiscardPolicy = undefined;
    this.credit = undefined;
    this.proxy = undefined;
  }

  getTileCredits() {
    return undefined;
  }

  requestImage(x, y, z) {
    if (this.painters.busy) {
      return undefined;
    }
    return this.painters.paint({ kind: this.kind, shown: this.shown, asOf: this.asOf, x, y, z });
  }

  pickFeatures() {
    return undefined;
  }
}

export class FlatMap {
  constructor(scene, catalogue, bounds) {
    this.scene = scene;
    this.catalogue = catalogue;
    this.rectangle = Cesium.Rectangle.fromDegrees(...bounds);
    this.overlays = new Map();
    this.opacities = new Map();
    this.baseShown = [];
    this.painters = new TilePainters((navigator.hardwareConcurrency ?? 2) > 4 ? 2 : 1, look(catalogue));
  }

  /** Whether a layer is part of the base map rather than laid over it. */
  static isBase(name) {
    return BASE_LAYERS.includes(name);
  }

  static draws(layer) {
    return /Polygon|LineString/.test(layer.geometry) && layer.name !== 'building';
  }

  show(name, visible) {
    if (FlatMap.isBase(name)) {
      this.baseShown = visible ? [...new Set([...this.baseShown, name])] : this.baseShown.filter((other) => other !== name);
      this.redrawBase();
    } else if (visible && !this.overlays.has(name)) {
      this.addOverlay(name);
    } else if (!visible && this.overlays.has(name)) {
      this.scene.imageryLayers.remove(this.overlays.get(name));
      this.overlays.delete(name);
    }
    this.scene.requestRender();
  }

  setOpacity(name, opacity) {
    this.opacities.set(name, opacity);
    const overlay = this.overlays.get(name);
    if (overlay) {
      overlay.alpha = opacity;
      this.scene.requestRender();
    }
  }

  /**
   * Draws what lay over the base map at a time in milliseconds; undefined is now. The base map is for finding one's way and
   * stays as it is. A play-back that runs draws nothing.
   */
  setTime(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const asOf = time === undefined ? undefined : new Date(time).toISOString();
      if (asOf !== this.asOf) {
        this.asOf = asOf;
        for (const name of [...this.overlays.keys()]) {
          this.show(name, false);
          this.show(name, true);
        }
      }
    }, TIME_REST_MS);
  }

  /** Draws a layer anew after its data changed. */
  refresh(name) {
    this.painters.forget(name);
    if (FlatMap.isBase(name)) {
      this.redrawBase();
    } else if (this.overlays.has(name)) {
      this.show(name, false);
      this.show(name, true);
    }
  }

  /** Several layers change together at the start; the base is replaced once, after the current task. */
  redrawBase() {
    if (this.redrawing) {
      return;
    }
    this.redrawing = true;
    queueMicrotask(() => {
      this.redrawing = false;
      const old = this.base;
      this.base = new Cesium.ImageryLayer(new VectorImagery(this.painters, 'base', this.baseShown, this.rectangle, 8));
      this.scene.imageryLayers.add(this.base, old ? 1 : 0);
      if (old) {
        this.retire(old);
      }
      this.scene.requestRender();
    });
  }

  /** The old base stays below until the new one is drawn, so that nothing flashes. */
  retire(old) {
    const stop = this.scene.globe.tileLoadProgressEvent.addEventListener((waiting) => {
      if (waiting === 0) {
        stop();
        this.scene.imageryLayers.remove(old);
        this.scene.requestRender();
      }
    });
  }

  baseCount() {
    return this.scene.imageryLayers.length - (this.overlays.size - 1);
  }

  addOverlay(name) {
    const order = (layerName) => this.catalogue.find(layerName)?.order ?? 0;
    const { bounds, count } = this.catalogue.find(name);
    if (!count && !bounds) {
      return;
    }
    const rectangle = bounds ? Cesium.Rectangle.fromDegrees(...bounds) : this.rectangle;
    const overlay = new Cesium.ImageryLayer(new VectorImagery(this.painters, name, [], rectangle, 8, this.asOf), {
      alpha: this.opacities.get(name) ?? 1,
    });
    const below = [...this.overlays.keys()].filter((other) => order(other) <= order(name)).length;
    this.overlays.set(name, overlay);
    this.scene.imageryLayers.add(overlay, Math.min(this.scene.imageryLayers.length, below + this.baseCount()));
  }
}

function look(catalogue) {
  const styles = {};
  const colours = {};
  for (const layer of catalogue.layers) {
    styles[layer.name] = { ...layer.style, title: layer.titleProperty };
    const list = catalogue.colourList(layer);
    if (list) {
      colours[layer.name] = Object.fromEntries(list.codes.filter((code) => code.colour).map((code) => [code.notation, code.colour]));
    }
  }
  const font = (script, weight, range) => ({
    url: new URL(`../../font/files/be-vietnam-pro-${script}-${weight}-normal.woff2`, import.meta.url).href, weight: String(weight), style: 'normal', range,
  });
  return { base: api.url('./'), headers: api.headers(), styles, colours, fonts: [font('latin', 500, LATIN), font('vietnamese', 500, VIETNAMESE)] };
}
