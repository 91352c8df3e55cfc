// Which features are at a place: asked with a tiny box, decided here.
import * as api from './api.js';

const MOST_LAYERS = 10;
const TINY_DEGREES = 1e-6;

/**
 * Surfaces that contain the place and lines near it, topmost layer first.
 * @param layers catalogue layers to look in
 * @param reachMetres how far a line may be
 * @param time in milliseconds; undefined is now
 * @returns {Promise<{layer, key, properties, geometry, lon, lat}[]>}
 */
export async function featuresAt(lon, lat, layers, reachMetres = 4, time = undefined, signal = undefined) {
  const asked = layers.slice(0, MOST_LAYERS).map(async (layer) => {
    const reach = /Line/.test(layer.geometry) ? reachMetres / 111320 : TINY_DEGREES;
    const bbox = [lon - reach, lat - reach, lon + reach, lat + reach].map((n) => n.toFixed(7)).join(',');
    try {
      const { features } = await api.getItems(layer.name, { bbox, limit: 20, 'as-of': time === undefined ? undefined : new Date(time).toISOString() }, { signal });
      const hit = features.find((feature) => touches(feature.geometry, lon, lat));
      return hit && { layer: layer.name, key: String(hit.id), properties: hit.properties, geometry: hit.geometry, lon, lat };
    } catch {
      return undefined;
    }
  });
  const order = (found) => layers.findIndex((layer) => layer.name === found.layer);
  return (await Promise.all(asked)).filter(Boolean).sort((a, b) => order(a) - order(b));
}

function touches(geometry, lon, lat) {
  switch (geometry?.type) {
    case 'Polygon': return inside(geometry.coordinates, lon, lat);
    case 'MultiPolygon': return geometry.coordinates.some((polygon) => inside(polygon, lon, lat));
    default: return Boolean(geometry);
  }
}

/** Even-odd rule over all rings. */
function inside(rings, x, y) {
  let odd = false;
  for (const ring of rings) {
    for (let n = 1; n < ring.length; n++) {
      const [x0, y0] = ring[n - 1];
      const [x1, y1] = ring[n];
      if (y0 > y !== y1 > y && x < ((x1 - x0) * (y - y0)) / (y1 - y0) + x0) {
        odd = !odd;
      }
    }
  }
  return odd;
}

/** A place inside or near the middle of a geometry. */
export function placeOf(geometry) {
  const box = boxOf(geometry);
  return box && { lon: (box[0] + box[2]) / 2, lat: (box[1] + box[3]) / 2 };
}

/** `[w, s, e, n]`, or undefined without coordinates. */
export function boxOf(geometry) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (coordinates) => {
    if (typeof coordinates[0] === 'number') {
      box[0] = Math.min(box[0], coordinates[0]);
      box[1] = Math.min(box[1], coordinates[1]);
      box[2] = Math.max(box[2], coordinates[0]);
      box[3] = Math.max(box[3], coordinates[1]);
    } else {
      coordinates.forEach(visit);
    }
  };
  if (geometry?.coordinates) {
    visit(geometry.coordinates);
  }
  return Number.isFinite(box[0]) ? box : undefined;
}
