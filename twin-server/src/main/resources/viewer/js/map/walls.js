// Small layers of surfaces that know their height, such as the citadel walls, stand up as blocks.
import * as Cesium from '../cesium.js';
import * as api from '../api.js';

const MOST = 300;
const TALLEST_METRES = 500;

export class StandingLayers {
  constructor(twinScene, catalogue) {
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
    } else if (visible) {
      this.blocks.set(name, { show: true });
      await this.load(this.catalogue.find(name));
    }
    this.scene.requestRender();
  }

  async load(layer) {
    const { features } = await api.getItems(layer.name, { limit: MOST });
    const colour = Cesium.Color.fromCssColorString(layer.style.fill);
    const instances = features.flatMap((feature) => {
      const height = Math.min(TALLEST_METRES, Number(feature.properties[layer.heightProperty]) || 3);
      return polygons(feature.geometry).map((rings) => new Cesium.GeometryInstance({
        id: { layer: layer.name, key: String(feature.id), properties: feature.properties },
        geometry: new Cesium.PolygonGeometry({
          polygonHierarchy: hierarchy(rings),
          height: 0,
          extrudedHeight: height,
          vertexFormat: Cesium.PerInstanceColorAppearance.VERTEX_FORMAT,
        }),
        attributes: { color: Cesium.ColorGeometryInstanceAttribute.fromColor(colour) },
      }));
    });
    if (instances.length) {
      this.blocks.set(layer.name, this.scene.primitives.add(new Cesium.Primitive({
        geometryInstances: instances,
        appearance: new Cesium.PerInstanceColorAppearance({ closed: true, translucent: false }),
        show: this.blocks.get(layer.name).show,
      })));
    }
  }
}

function polygons(geometry) {
  return geometry?.type === 'Polygon' ? [geometry.coordinates] : geometry?.coordinates ?? [];
}

function hierarchy([outer, ...holes]) {
  const positions = (ring) => Cesium.Cartesian3.fromDegreesArray(ring.flatMap(([lon, lat]) => [lon, lat]));
  return new Cesium.PolygonHierarchy(positions(outer), holes.map((hole) => new Cesium.PolygonHierarchy(positions(hole))));
}
