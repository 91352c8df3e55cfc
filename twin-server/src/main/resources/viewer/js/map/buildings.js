// The buildings: 3D tiles coloured by usage or height, with their own even shading.
import * as Cesium from '../cesium.js';
import { TimedTiles } from './timed-tiles.js';

export const HEIGHT_STEPS = [
  { below: 4, colour: '#f3ead2' }, { below: 7, colour: '#ecd9ad' }, { below: 11, colour: '#e2bf83' }, { below: 16, colour: '#d69c62' },
  { below: 24, colour: '#c17450' }, { below: 40, colour: '#9b4d4c' }, { below: Infinity, colour: '#5f2f4f' },
];
const PLAIN = '#efe8db';
const UNKNOWN = '#e4dfd5';
const CHOSEN = Cesium.Color.fromCssColorString('#7b4fb5');
const HOVERED = Cesium.Color.fromCssColorString('#b79be0');

// Roofs bright, walls by the side they face, so that shapes read without a sun or shadows; over the model's own colours.
const SHADING = {
  lightingModel: Cesium.LightingModel.UNLIT,
  fragmentShaderText: `
    void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
      vec3 normal = normalize(fsInput.attributes.normalEC);
      vec3 up = normalize(czm_viewRotation3D * normalize(fsInput.attributes.positionWC));
      float roof = max(dot(normal, up), 0.0);
      float lit = max(dot(normal, czm_lightDirectionEC), 0.0);
      float shade = 0.66 + 0.24 * lit + 0.13 * roof;
      material.diffuse *= vec3(1.0, 0.995, 0.985) * min(shade, 1.0);
    }`,
};

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
    this.places = new WeakMap(); // tile content → where the chosen building is in it
    this.failed = 0;
    this.tiles = new TimedTiles(this.scene, 'buildings', {
      options: {
        maximumScreenSpaceError: 16,
        cacheBytes: 256 * 1024 * 1024,
        dynamicScreenSpaceError: true,
        foveatedScreenSpaceError: true,
      },
      shader: () => twinScene.terrain.shader(SHADING),
      colours: () => this.colours(),
      prepare: (tileset) => this.listenTo(tileset),
      dropped: () => {
        this.hovered = undefined;
        this.marked.clear();
      },
    });
    this.tiles.wanted = true; // what comes later is loaded when it comes
  }

  /** Of what there is; undefined if the server has none. */
  get tileset() {
    return this.tiles.present;
  }

  get loaded() {
    return this.tiles.loaded;
  }

  listenTo(tileset) {
    tileset.tileFailed.addEventListener(() => {
      this.failed++;
    });
    tileset.tileVisible.addEventListener((tile) => this.markIn(tile));
  }

  /** Loads the tileset, or loads it anew; false if the server has none. */
  async load() {
    try {
      await this.tiles.load();
    } catch {
      return false;
    }
    this.repaintMark();
    return true;
  }

  show(visible) {
    this.tiles.show(visible);
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
    this.tiles.setTime(time);
    this.repaintMark();
  }

  restyle() {
    this.tiles.update();
    this.repaintMark();
  }

  colours() {
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
    return conditions;
  }

  /** A style overpaints the mark in the next frame; the one after it paints the mark again. */
  repaintMark() {
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
    let places = this.places.get(content);
    if (places === undefined) {
      places = indexesOf(content, this.chosen);
      this.places.set(content, places);
    }
    for (const place of places) {
      const feature = content.getFeature(place);
      this.marked.add(feature);
      if (!Cesium.Color.equals(feature.color, CHOSEN)) {
        feature.color = CHOSEN;
        this.scene.requestRender();
      }
    }
  }

  /** Fetches anew what the server has changed. @returns whether it is of the buildings */
  refresh(tileset, uri) {
    return this.tiles.refresh(tileset, uri);
  }
}

/** Of the past a tile may have several versions of one building. */
function indexesOf(content, key) {
  const found = [];
  for (let n = 0; n < content.featuresLength; n++) {
    if (String(content.getFeature(n).getProperty('id')) === key) {
      found.push(n);
    }
  }
  return found;
}
