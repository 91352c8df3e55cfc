// Outlines the chosen surface or line on the map.
import * as Cesium from '../cesium.js';

const COLOUR = Cesium.Color.fromCssColorString('#6a3fa8');

export class Highlight {
  constructor(twinScene) {
    this.scene = twinScene.scene;
    this.lines = this.scene.primitives.add(new Cesium.PolylineCollection());
  }

  clear() {
    this.lines.removeAll();
    this.scene.requestRender();
  }

  /** @param geometry GeoJSON, lon/lat degrees; points need no outline */
  show(geometry) {
    this.clear();
    for (const line of linesOf(geometry)) {
      const positions = line.map(([lon, lat]) => Cesium.Cartesian3.fromDegrees(lon, lat, 0.5));
      this.lines.add({ positions, width: 7, material: material(COLOUR.withAlpha(0.22)) });
      this.lines.add({ positions, width: 2.5, material: material(COLOUR) });
    }
    this.scene.requestRender();
  }
}

function material(colour) {
  return Cesium.Material.fromType('Color', { color: colour });
}

function linesOf(geometry) {
  switch (geometry?.type) {
    case 'LineString': return [geometry.coordinates];
    case 'MultiLineString': case 'Polygon': return geometry.coordinates;
    case 'MultiPolygon': return geometry.coordinates.flat();
    case 'GeometryCollection': return geometry.geometries.flatMap(linesOf);
    default: return [];
  }
}
