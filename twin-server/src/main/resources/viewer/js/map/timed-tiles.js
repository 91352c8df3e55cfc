// 3D tiles of what there is and, once somebody looks at another time, of what there was.
import * as Cesium from '../cesium.js';
import * as api from '../api.js';
import { shownAt } from './lifetime.js';

export class TimedTiles {
  /**
   * @param name of the tileset on the server
   * @param options of CesiumJS for both sets
   * @param shader gives a custom shader, or undefined
   * @param colours gives the conditions of the style
   * @param prepare is given each set before it is drawn
   * @param dropped is told when a set was replaced
   */
  constructor(scene, name, { options = {}, shader = () => undefined, colours, prepare = () => undefined, dropped = () => undefined }) {
    Object.assign(this, { scene, name, options, shader, colours, prepare, dropped });
    this.visible = true;
    this.retiring = [];
  }

  get loaded() {
    return Boolean(this.present?.tilesLoaded) && (!this.past?.show || this.past.tilesLoaded);
  }

  get sets() {
    return [this.present, this.past].filter(Boolean);
  }

  /** Loads the present, or loads it anew; fails where the server has none. */
  async load() {
    await this.fetch(false);
    this.lookBack();
  }

  async fetch(past) {
    const url = api.url(`tiles/3d/${this.name}${past ? '_past' : ''}/tileset.json`);
    const tileset = await Cesium.Cesium3DTileset.fromUrl(
      new Cesium.Resource({ url, headers: api.headers() }), { environmentMapOptions: { enabled: false }, customShader: this.shader(), ...this.options });
    tileset.environmentMapManager.enabled = false;
    this.prepare(tileset);
    const which = past ? 'past' : 'present';
    this.retire(this[which], tileset);
    this[which] = this.scene.primitives.add(tileset);
    this.update();
  }

  /** The old set stays until the new one is drawn, so that the city does not blink; a hidden one is never drawn. */
  retire(old, fresh) {
    if (old?.show) {
      this.retiring.push(old);
    } else if (old) {
      this.scene.primitives.remove(old);
    }
    fresh.initialTilesLoaded.addEventListener(() => {
      if (this.retiring.length) {
        this.dropped();
        this.retiring.splice(0).forEach((set) => this.scene.primitives.remove(set));
      }
      this.scene.requestRender();
    });
  }

  show(visible) {
    this.visible = visible;
    this.update();
  }

  /** Shows what is there at a time in milliseconds; undefined is now. */
  setTime(time) {
    this.time = time;
    this.lookBack();
    this.update();
  }

  /** Past shapes are asked for once, by those who look back. */
  lookBack() {
    if (this.time !== undefined && this.present && !this.asked) {
      this.asked = true;
      this.fetch(true).catch(() => {
        this.asked = false;
      });
    }
  }

  update() {
    const exact = Boolean(this.past);
    for (const set of this.sets) {
      set.show = this.visible && (set === this.present || this.time !== undefined);
      set.style = new Cesium.Cesium3DTileStyle({ color: { conditions: this.colours() }, show: shownAt(this.time, exact) });
    }
    this.scene.requestRender();
  }

  /**
   * Fetches one tile anew, or a whole set, keeping the old picture until the new one is there.
   * @param {string} name of the tileset that has changed
   * @param {string} uri as in the tileset, without query
   * @returns whether it is one of these
   */
  refresh(name, uri) {
    const past = name === `${this.name}_past`;
    if (!past && name !== this.name) {
      return false;
    }
    const set = past ? this.past : this.present;
    if (!set && (past || !this.wanted)) {
      return true;
    }
    if (!set || uri.endsWith('tileset.json')) {
      this.fetch(past).then(() => this.lookBack(), () => undefined);
      return true;
    }
    const wanted = uri.replace(/^.*\//, '').split('?')[0];
    const visit = (tile) => {
      const own = tile._contentResource?.url ?? '';
      if (own.split('?')[0].endsWith(`/${wanted}`)) {
        tile.expireDate = Cesium.JulianDate.now();
        this.scene.requestRender();
        return true;
      }
      return tile.children.some(visit);
    };
    visit(set.root);
    return true;
  }
}
