// Outlines the chosen surface or line on the map.
import * as Cesium from '../cesium.js';

const COLOUR = Cesium.Color.fromCssColorString('#6a3fa8');

const STEP_DEGREES = 0.0002;
const MOST_PARTS = 50;

export class Highlight {
  constructor(twinScene) {
    this.twinScene = twinScene;
    this.scene = twinScene.scene;
    this.lines = this.scene.primitives.add(new Cesium.PolylineCollection());
  }

  clear() {
    this.lines.removeAll();
    this.scene.requestRender();
  }

  /** With points so close that a line follows the ground. */
  draped(line) {
    return this.twinScene.terrain.shown ? [...line.slice(1).flatMap((to, n) => between(line[n], to)), line.at(-1)] : line;
  }

  /** @param geometry GeoJSON, lon/lat degrees; points need no outline */
  show(geometry) {
    this.clear();
    for (const line of linesOf(geometry)) {
      const positions = this.draped(line).map(([lon, lat]) => Cesium.Cartesian3.fromDegrees(lon, lat, this.twinScene.groundAt(lon, lat) + 0.5));
      this.lines.add({ positions, width: 7, material: material(COLOUR.withAlpha(0.22)) });
      this.lines.add({ positions, width: 2.5, material: material(COLOUR) });
    }
    this.scene.requestRender();
  }
}

function between([lon1, lat1], [lon2, lat2]) {
  const parts = Math.max(1, Math.min(MOST_PARTS, Math.ceil(Math.hypot(lon2 - lon1, lat2 - lat1) / STEP_DEGREES)));
  return Array.from({ length: parts }, (_, n) => [lon1 + ((lon2 - lon1) * n) / parts, lat1 + ((lat2 - lat1) * n) / parts]);
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
