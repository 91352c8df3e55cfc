// Layers as volumes in space: how high a zone may be built on, what stands on a site.
import * as Cesium from '../cesium.js';
import * as api from '../api.js';
import { shownAt } from './lifetime.js';

const TILESETS = { heritage_zone: 'zones', construction_site: 'construction', bridge: 'bridges', vegetation: 'vegetation' };

export class Volumes {
  /** @param {import('./scene.js').TwinScene} twinScene */
  constructor(twinScene, catalogue) {
    this.scene = twinScene.scene;
    this.catalogue = catalogue;
    this.shown = new Set();
    this.tilesets = new Map();
  }

  static draws(layer) {
    return layer.name in TILESETS;
  }

  /** Fails where the server has no such tiles. */
  async show(name, visible) {
    this.shown[visible ? 'add' : 'delete'](name);
    if (visible && !this.tilesets.has(name)) {
      await this.load(name);
    }
    const tileset = this.tilesets.get(name);
    if (tileset) {
      tileset.show = this.shown.has(name);
    }
    this.scene.requestRender();
  }

  /** The old tiles stay until the new ones are drawn. */
  async load(name) {
    const url = api.url(`tiles/3d/${TILESETS[name]}/tileset.json`);
    const tileset = await Cesium.Cesium3DTileset.fromUrl(
      new Cesium.Resource({ url, headers: api.headers() }), { environmentMapOptions: { enabled: false } });
    tileset.environmentMapManager.enabled = false;
    tileset.volumesOf = name;
    tileset.show = this.shown.has(name);
    tileset.style = this.style(name);
    const old = this.tilesets.get(name);
    this.tilesets.set(name, this.scene.primitives.add(tileset));
    if (old) {
      tileset.initialTilesLoaded.addEventListener(() => this.scene.primitives.remove(old));
    }
    this.scene.requestRender();
  }

  /** Shows what is there at a time in milliseconds; undefined is now. */
  setTime(time) {
    this.time = time;
    for (const [name, tileset] of this.tilesets) {
      tileset.style = this.style(name);
    }
    this.scene.requestRender();
  }

  style(name) {
    const layer = this.catalogue.find(name);
    const conditions = (this.catalogue.colourList(layer)?.codes ?? [])
      .filter((code) => code.colour)
      .map((code) => [`\${${layer.style.colourBy}} === '${code.notation}'`, `color('${code.colour}')`]);
    return new Cesium.Cesium3DTileStyle({ color: { conditions: [...conditions, ['true', `color('${layer.style.fill}')`]] }, show: shownAt(this.time) });
  }

  /** Fetches a tileset anew that the server has changed. */
  refresh(tileset) {
    for (const name of this.tilesets.keys()) {
      if (TILESETS[name] === tileset) {
        this.load(name).catch(() => undefined);
      }
    }
  }
}
