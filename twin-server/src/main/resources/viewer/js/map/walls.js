// Small layers of surfaces that know their height, such as the citadel walls, stand up as blocks.
import * as Cesium from '../cesium.js';
import * as api from '../api.js';

const MOST = 300;
const TALLEST_METRES = 500;
const REST_MS = 400;

export class StandingLayers {
  constructor(twinScene, catalogue) {
    this.twinScene = twinScene;
    this.scene = twinScene.scene;
    this.catalogue = catalogue;
    this.blocks = new Map();
  }

  static draws(layer) {
    return /Polygon/.test(layer.geometry) && layer.heightProperty && layer.name !== 'building' && layer.count <= MOST;
  }

  async show(name, visible) {
    const known = this.blocks.get(name);
    if (known) {
      known.show = visible;
      if (known.primitive) {
        known.primitive.show = visible;
      }
    } else if (visible) {
      this.blocks.set(name, { show: true });
      await this.load(this.catalogue.find(name));
    }
    this.scene.requestRender();
  }

  /** Sets the blocks on the ground, which is another one now. */
  async ground() {
    await Promise.all([...this.blocks.keys()].map((name) => this.load(this.catalogue.find(name))));
  }

  /** Shows what was there at a time in milliseconds, when it stands still; undefined is now. */
  setTime(time) {
    this.time = time;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ground().catch(() => undefined), REST_MS);
  }

  /** The old blocks stay until the new ones are known; of several requests the last one counts. */
  async load(layer) {
    const block = this.blocks.get(layer.name);
    const asked = {};
    block.asked = asked;
    const { features } = await api.getItems(layer.name, { limit: MOST, 'as-of': api.asOf(this.time) });
    const colour = Cesium.Color.fromCssColorString(layer.style.fill);
    const grounds = await Promise.all(features.map((feature) => this.twinScene.terrain.lowest(polygons(feature.geometry).flat(2))));
    const instances = features.flatMap((feature, n) => {
      const height = Math.min(TALLEST_METRES, Number(feature.properties[layer.heightProperty]) || 3);
      return polygons(feature.geometry).map((rings) => new Cesium.GeometryInstance({
        id: { layer: layer.name, key: String(feature.id), properties: feature.properties },
        geometry: new Cesium.PolygonGeometry({
          polygonHierarchy: hierarchy(rings),
          height: grounds[n],
          extrudedHeight: grounds[n] + height,
          vertexFormat: Cesium.PerInstanceColorAppearance.VERTEX_FORMAT,
        }),
        attributes: { color: Cesium.ColorGeometryInstanceAttribute.fromColor(colour) },
      }));
    });
    if (block.asked !== asked) {
      return;
    }
    if (block.primitive) {
      this.scene.primitives.remove(block.primitive);
    }
    block.primitive = instances.length ? this.scene.primitives.add(new Cesium.Primitive({
      geometryInstances: instances,
      appearance: new Cesium.PerInstanceColorAppearance({ closed: true, translucent: false }),
      show: block.show,
    })) : undefined;
    this.scene.requestRender();
  }
}

function polygons(geometry) {
  return geometry?.type === 'Polygon' ? [geometry.coordinates] : geometry?.coordinates ?? [];
}

function hierarchy([outer, ...holes]) {
  const positions = (ring) => Cesium.Cartesian3.fromDegreesArray(ring.flatMap(([lon, lat]) => [lon, lat]));
  return new Cesium.PolygonHierarchy(positions(outer), holes.map((hole) => new Cesium.PolygonHierarchy(positions(hole))));
}
