// Layers as volumes in space: how high a zone may be built on, what stands on a site.
import { TimedTiles } from './timed-tiles.js';

const TILESETS = { heritage_zone: 'zones', construction_site: 'construction', bridge: 'bridges', vegetation: 'vegetation' };

export class Volumes {
  /** @param {import('./scene.js').TwinScene} twinScene */
  constructor(twinScene, catalogue) {
    this.twinScene = twinScene;
    this.scene = twinScene.scene;
    this.catalogue = catalogue;
    this.shown = new Set();
    this.tiles = new Map();
  }

  static draws(layer) {
    return layer.name in TILESETS;
  }

  /** Fails where the server has no such tiles. */
  async show(name, visible) {
    this.shown[visible ? 'add' : 'delete'](name);
    if (visible && !this.tiles.has(name)) {
      const tiles = new TimedTiles(this.scene, TILESETS[name], {
        shader: () => this.twinScene.terrain.shader(),
        colours: () => this.colours(name),
        prepare: (tileset) => {
          tileset.volumesOf = name;
        },
      });
      tiles.setTime(this.time);
      await tiles.load();
      this.tiles.set(name, tiles);
    }
    this.tiles.get(name)?.show(this.shown.has(name));
  }

  /** Shows what is there at a time in milliseconds; undefined is now. */
  setTime(time) {
    this.time = time;
    this.tiles.forEach((tiles) => tiles.setTime(time));
  }

  colours(name) {
    const layer = this.catalogue.find(name);
    const conditions = (this.catalogue.colourList(layer)?.codes ?? [])
      .filter((code) => code.colour)
      .map((code) => [`\${${layer.style.colourBy}} === '${code.notation}'`, `color('${code.colour}')`]);
    return [...conditions, ['true', `color('${layer.style.fill}')`]];
  }

  /** Fetches all anew; the old picture stays until the new one is there. */
  async load() {
    for (const tiles of this.tiles.values()) {
      await tiles.load();
    }
  }

  /** Fetches anew what the server has changed. */
  refresh(tileset, uri) {
    this.tiles.forEach((tiles) => tiles.refresh(tileset, uri));
  }
}
