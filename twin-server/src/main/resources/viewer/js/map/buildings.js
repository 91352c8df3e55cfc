// The buildings: 3D tiles coloured by usage or height, with their own even shading.
import * as Cesium from '../cesium.js';
import * as api from '../api.js';
import { shownAt } from './lifetime.js';

export const HEIGHT_STEPS = [
  { below: 4, colour: '#f3ead2' }, { below: 7, colour: '#ecd9ad' }, { below: 11, colour: '#e2bf83' }, { below: 16, colour: '#d69c62' },
  { below: 24, colour: '#c17450' }, { below: 40, colour: '#9b4d4c' }, { below: Infinity, colour: '#5f2f4f' },
];
const PLAIN = '#efe8db';
const UNKNOWN = '#e4dfd5';
const CHOSEN = Cesium.Color.fromCssColorString('#7b4fb5');
const HOVERED = Cesium.Color.fromCssColorString('#b79be0');

// Roofs bright, walls by the side they face, so that shapes read without a sun or shadows.
const SHADING = new Cesium.CustomShader({
  lightingModel: Cesium.LightingModel.UNLIT,
  fragmentShaderText: `
    void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
      vec3 normal = normalize(fsInput.attributes.normalEC);
      vec3 up = normalize(czm_viewRotation3D * normalize(fsInput.attributes.positionWC));
      float roof = max(dot(normal, up), 0.0);
      float lit = max(dot(normal, czm_lightDirectionEC), 0.0);
      float shade = 0.66 + 0.24 * lit + 0.13 * roof;
      material.diffuse = vec3(1.0, 0.995, 0.985) * min(shade, 1.0);
    }`,
});

export class Buildings {
  /** @param {import('./scene.js').TwinScene} twinScene */
  constructor(twinScene, catalogue) {
    this.twinScene = twinScene;
    this.scene = twinScene.scene;
    this.layer = catalogue.find('building');
    this.list = this.layer && catalogue.colourList(this.layer);
    this.mode = 'usage';
    this.chosen = undefined;
    this.hovered = undefined;
    this.marked = new Set();
    this.places = new WeakMap(); // tile content → index of the chosen building in it, or -1
    this.failed = 0;
  }

  /** Loads the tileset, or loads it anew; false if the server has none. */
  async load() {
    let tileset;
    try {
      tileset = await Cesium.Cesium3DTileset.fromUrl(
        new Cesium.Resource({ url: api.url('tiles/3d/buildings/tileset.json'), headers: api.headers() }),
        {
          maximumScreenSpaceError: 16,
          cacheBytes: 256 * 1024 * 1024,
          customShader: SHADING,
          environmentMapOptions: { enabled: false },
          dynamicScreenSpaceError: true,
          foveatedScreenSpaceError: true,
        },
      );
    } catch {
      return false;
    }
    tileset.environmentMapManager.enabled = false;
    tileset.tileFailed.addEventListener(() => {
      this.failed++;
    });
    tileset.tileVisible.addEventListener((tile) => this.markIn(tile));
    this.replace(tileset);
    return true;
  }

  /** The old tileset stays until the new one is drawn, so that the city does not blink. */
  replace(tileset) {
    const old = this.tileset;
    tileset.show = old?.show ?? true;
    tileset.initialTilesLoaded.addEventListener(() => {
      if (old) {
        this.hovered = undefined;
        this.marked.clear();
        this.scene.primitives.remove(old);
      }
      this.scene.requestRender();
    });
    this.tileset = this.scene.primitives.add(tileset);
    this.restyle();
  }

  get loaded() {
    return Boolean(this.tileset?.tilesLoaded);
  }

  show(visible) {
    if (this.tileset) {
      this.tileset.show = visible;
      this.scene.requestRender();
    }
  }

  setOpacity(opacity) {
    this.opacity = opacity;
    this.restyle();
  }

  /** @param {'usage' | 'height' | 'plain'} mode */
  colourBy(mode) {
    this.mode = mode;
    this.restyle();
  }

  /** Shows what is there at a time in milliseconds; undefined is now. */
  setTime(time) {
    this.time = time;
    this.restyle();
  }

  restyle() {
    if (!this.tileset) {
      return;
    }
    const alpha = this.opacity ?? 1;
    const paint = (colour) => `color('${colour}', ${alpha})`;
    const conditions = [];
    if (this.mode === 'usage' && this.list) {
      for (const code of this.list.codes.filter((candidate) => candidate.colour)) {
        conditions.push([`\${usage} === '${code.notation}'`, paint(code.colour)]);
      }
      conditions.push(['true', paint(UNKNOWN)]);
    } else if (this.mode === 'height') {
      conditions.push(['${height} === undefined', paint(UNKNOWN)]);
      for (const step of HEIGHT_STEPS.slice(0, -1)) {
        conditions.push([`\${height} < ${step.below}`, paint(step.colour)]);
      }
      conditions.push(['true', paint(HEIGHT_STEPS.at(-1).colour)]);
    } else {
      conditions.push(['true', paint(PLAIN)]);
    }
    this.tileset.style = new Cesium.Cesium3DTileStyle({ color: { conditions }, show: shownAt(this.time) });
    this.scene.requestRender();
    // The style overpaints the mark in the next frame; the one after it paints the mark again.
    const stop = this.scene.postRender.addEventListener(() => {
      stop();
      this.scene.requestRender();
    });
  }

  /** Marks a building by its key wherever it is loaded now or later; undefined unmarks. */
  choose(key) {
    if (this.chosen === key) {
      return;
    }
    this.hover(undefined);
    for (const feature of this.marked) {
      this.unpaint(feature);
    }
    this.marked.clear();
    this.chosen = key;
    this.places = new WeakMap();
    this.scene.requestRender();
  }

  hover(feature) {
    const key = feature && String(feature.getProperty('id'));
    if (key === this.hovered?.key) {
      return;
    }
    if (this.hovered && this.hovered.key !== this.chosen) {
      this.unpaint(this.hovered.feature);
    }
    this.hovered = undefined;
    if (feature && key !== this.chosen) {
      this.hovered = { key, feature };
      feature.color = HOVERED;
    }
    this.scene.requestRender();
  }

  /** Back to the colour of the style. */
  unpaint(feature) {
    if (!feature.content?.isDestroyed?.()) {
      feature.color = this.tileset.style.color.evaluateColor(feature, new Cesium.Color());
    }
  }

  /** Marks the chosen building if it is in a tile that is about to be drawn; the style has been applied before. */
  markIn({ content }) {
    if (this.chosen === undefined || !content?.featuresLength) {
      return;
    }
    let place = this.places.get(content);
    if (place === undefined) {
      place = indexOf(content, this.chosen);
      this.places.set(content, place);
    }
    if (place >= 0) {
      const feature = content.getFeature(place);
      this.marked.add(feature);
      if (!Cesium.Color.equals(feature.color, CHOSEN)) {
        feature.color = CHOSEN;
        this.scene.requestRender();
      }
    }
  }

  /**
   * Fetches one tile anew, or the whole set, keeping the old picture until the new one is there.
   * @param {string} uri as in the tileset, without query
   */
  refresh(uri) {
    if (!this.tileset || uri.endsWith('tileset.json')) {
      this.load();
      return true;
    }
    const wanted = uri.replace(/^.*\/tiles\/3d\/buildings\//, '').split('?')[0];
    const visit = (tile) => {
      const own = tile._contentResource?.url ?? '';
      if (own.split('?')[0].endsWith(wanted)) {
        tile.expireDate = Cesium.JulianDate.now();
        this.scene.requestRender();
        return true;
      }
      return tile.children.some(visit);
    };
    return Boolean(this.tileset?.root && visit(this.tileset.root));
  }
}

function indexOf(content, key) {
  for (let n = 0; n < content.featuresLength; n++) {
    if (String(content.getFeature(n).getProperty('id')) === key) {
      return n;
    }
  }
  return -1;
}
