// How vector tiles look. Colours come from the catalogue; this adds what makes a map calm: widths in metres, order, halos.
import { LINE, POLYGON } from './mvt.js';

export const TILE_SIZE = 512;
const METRES_PER_PIXEL_AT_ZOOM_0 = 75061; // at 16.46° N with tiles of 512 pixels

export const PAPER = '#e9e6de';
const LAND = '#f6f3ec';
const INK = '#5f5a52';

/** Width in metres, first zoom at which it is drawn, least width in pixels. */
const ROADS = {
  motorway: [18, 6, 1.6], trunk: [15, 6, 1.5], primary: [13, 8, 1.3], secondary: [11, 10, 1.1], tertiary: [9, 11, 0.9],
  unclassified: [6.5, 12, 0.7], residential: [6, 13, 0.6], living_street: [4.5, 14, 0.5], pedestrian: [5, 14, 0.6],
  service: [3.6, 14, 0.5], track: [2.4, 14, 0.5], cycleway: [1.8, 15, 0.6], footway: [1.5, 15, 0.6], path: [1.3, 15, 0.6],
  steps: [1.6, 15, 0.6], corridor: [1.5, 16, 0.6],
};
const OTHER_ROAD = [4, 14, 0.5];
const RANKS = Object.keys(ROADS).reverse();

/** First zoom at which a layer of the base map is worth a request; at lower zooms it would only be dust. */
export const FIRST_ZOOM = { road: 9, waterway: 10, wall: 12, heritage_area: 11, railway: 9 };

/** Layers that make up the base map, in drawing order. */
export const BASE_LAYERS = ['ward', 'heritage_area', 'water', 'waterway', 'wall', 'railway', 'road'];

/**
 * Draws one tile of the base map.
 * @param context canvas context, y down
 * @param tiles   decoded layers by name
 * @param frame   `{zoom, scale, x, y}`: pixel = unit × scale + offset
 * @param look    `{styles, colours, shown}` from the catalogue
 */
export function drawBase(context, tiles, frame, look) {
  context.fillStyle = PAPER;
  context.fillRect(0, 0, TILE_SIZE, TILE_SIZE);
  each(tiles.ward, (feature) => {
    context.fillStyle = LAND;
    context.fill(path(feature, frame), 'evenodd');
  });
  for (const name of ['heritage_area', 'water', 'waterway', 'wall']) {
    if (look.shown.includes(name)) {
      drawLayer(context, name, tiles[name], frame, look);
    }
  }
  if (look.shown.includes('road')) {
    drawRoads(context, tiles.road, frame, look);
  }
  if (look.shown.includes('railway')) {
    drawRailways(context, tiles.railway, frame);
  }
  if (look.shown.includes('ward')) {
    drawWards(context, tiles.ward, frame, look.styles.ward);
  }
  if (look.shown.includes('road') && frame.zoom >= 15) {
    drawRoadNames(context, tiles.road, frame);
  }
}

/** Draws one layer by its own style: filled and outlined surfaces, lines. */
export function drawLayer(context, name, tile, frame, look) {
  const style = look.styles[name];
  const colours = look.colours[name] ?? {};
  const thin = Math.min(1, Math.max(0.35, (frame.zoom - 10) / 5));
  context.lineJoin = 'round';
  context.lineCap = 'round';
  each(tile, (feature) => {
    const colour = colours[feature.properties[style.colourBy]] ?? style.fill;
    const shape = path(feature, frame);
    if (feature.type === POLYGON) {
      context.globalAlpha = style.opacity;
      context.fillStyle = colour;
      context.fill(shape, 'evenodd');
      context.globalAlpha = Math.max(style.opacity, 0.7);
      context.strokeStyle = style.stroke;
      context.lineWidth = style.width * thin;
      context.stroke(shape);
    } else if (feature.type === LINE) {
      context.globalAlpha = style.opacity;
      context.strokeStyle = style.colourBy ? colour : style.stroke;
      context.lineWidth = style.width * thin * (frame.zoom >= 15 ? 1.5 : 1);
      context.stroke(shape);
    }
  });
  context.globalAlpha = 1;
}

/** Writes the titles of surfaces that are large enough for them, such as parcel numbers. */
export function drawTitles(context, tile, frame, titleProperty) {
  context.font = '500 11px "Be Vietnam Pro", sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  each(tile, (feature) => {
    const title = feature.properties[titleProperty];
    if (!title || feature.type !== POLYGON) {
      return;
    }
    const box = bounds(feature, frame);
    const width = context.measureText(title).width;
    const x = (box[0] + box[2]) / 2;
    const y = (box[1] + box[3]) / 2;
    const fits = box[2] - box[0] > width + 6 && box[3] - box[1] > 14;
    if (fits && x - width / 2 > 2 && x + width / 2 < TILE_SIZE - 2 && y > 9 && y < TILE_SIZE - 9) {
      halo(context, title, x, y);
    }
  });
}

function drawWards(context, tile, frame, style) {
  each(tile, (feature) => {
    const shape = path(feature, frame);
    context.strokeStyle = style.stroke;
    context.lineJoin = 'round';
    context.globalAlpha = 0.1;
    context.lineWidth = frame.zoom < 12 ? 4 : 8;
    context.stroke(shape);
    context.globalAlpha = 0.65;
    context.lineWidth = style.width * (frame.zoom < 11 ? 0.6 : 0.85);
    context.setLineDash(frame.zoom < 11 ? [] : [7, 3, 1.5, 3]);
    context.stroke(shape);
    context.setLineDash([]);
  });
  context.globalAlpha = 1;
}

function drawRoads(context, tile, frame, look) {
  if (!tile) {
    return;
  }
  const byRank = new Map();
  const metre = 2 ** frame.zoom / METRES_PER_PIXEL_AT_ZOOM_0;
  for (const feature of tile.features) {
    const kind = String(feature.properties.road_class ?? 'other').replace('_link', '');
    const [metres, firstZoom, least] = ROADS[kind] ?? OTHER_ROAD;
    if (frame.zoom < firstZoom) {
      continue;
    }
    const entry = byRank.get(kind) ?? { kind, width: Math.max(least, metres * metre), shape: new Path2D() };
    trace(entry.shape, feature, frame);
    byRank.set(kind, entry);
  }
  const roads = [...byRank.values()].sort((a, b) => RANKS.indexOf(a.kind) - RANKS.indexOf(b.kind));
  const colours = look.colours.road ?? {};
  context.lineJoin = 'round';
  context.lineCap = 'round';
  for (const road of roads.filter((candidate) => candidate.width > 1.8)) {
    context.strokeStyle = isMajor(road.kind) ? '#dcbf98' : '#d9d3c7';
    context.lineWidth = road.width + 1.6;
    context.stroke(road.shape);
  }
  for (const road of roads) {
    const walk = ROADS[road.kind]?.[0] < 2.6;
    context.strokeStyle = walk || road.width <= 1.8 ? (isMajor(road.kind) ? '#e8c9a0' : '#ddd6c9') : colours[road.kind] ?? '#ffffff';
    context.lineWidth = road.width;
    context.setLineDash(walk ? [3, 2.5] : []);
    context.stroke(road.shape);
  }
  context.setLineDash([]);
}

function isMajor(kind) {
  return kind === 'motorway' || kind === 'trunk' || kind === 'primary' || kind === 'secondary';
}

function drawRailways(context, tile, frame) {
  each(tile, (feature) => {
    const shape = path(feature, frame);
    context.lineCap = 'butt';
    context.strokeStyle = '#a39d95';
    context.lineWidth = frame.zoom < 13 ? 1.2 : 3;
    context.stroke(shape);
    if (frame.zoom >= 13) {
      context.strokeStyle = '#f6f3ec';
      context.lineWidth = 1.8;
      context.setLineDash([8, 8]);
      context.stroke(shape);
      context.setLineDash([]);
    }
  });
}

/** Names run along the longest straight stretch of a road; one for each name in a tile, none across its edge. */
function drawRoadNames(context, tile, frame) {
  const best = new Map();
  each(tile, (feature) => {
    const name = feature.properties.name;
    if (!name) {
      return;
    }
    for (const part of feature.parts) {
      for (let n = 2; n < part.length; n += 2) {
        const run = segment(part, n, frame);
        if (run && run.length > (best.get(name)?.length ?? 0)) {
          best.set(name, run);
        }
      }
    }
  });
  context.font = '500 10.5px "Be Vietnam Pro", sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const placed = [];
  for (const [name, run] of [...best].sort((a, b) => b[1].length - a[1].length)) {
    const width = context.measureText(name).width;
    const near = placed.some((other) => Math.hypot(other.x - run.x, other.y - run.y) < (other.width + width) / 2);
    const reach = width / 2 + 6;
    if (run.length < width * 0.9 || near || run.x < reach || run.y < reach || run.x > TILE_SIZE - reach || run.y > TILE_SIZE - reach) {
      continue;
    }
    placed.push({ x: run.x, y: run.y, width });
    context.save();
    context.translate(run.x, run.y);
    context.rotate(run.angle);
    halo(context, name, 0, 0);
    context.restore();
  }
}

function segment(part, n, frame) {
  const x0 = part[n - 2] * frame.scale + frame.x;
  const y0 = part[n - 1] * frame.scale + frame.y;
  const x1 = part[n] * frame.scale + frame.x;
  const y1 = part[n + 1] * frame.scale + frame.y;
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 40) {
    return null;
  }
  let angle = Math.atan2(y1 - y0, x1 - x0);
  if (angle > Math.PI / 2 || angle < -Math.PI / 2) {
    angle += Math.PI;
  }
  return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, length, angle };
}

function halo(context, words, x, y) {
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = 'rgba(255, 253, 248, .9)';
  context.strokeText(words, x, y);
  context.fillStyle = INK;
  context.fillText(words, x, y);
}

function each(tile, draw) {
  for (const feature of tile?.features ?? []) {
    draw(feature);
  }
}

function path(feature, frame) {
  const shape = new Path2D();
  trace(shape, feature, frame);
  return shape;
}

function trace(shape, feature, { scale, x, y }) {
  for (const part of feature.parts) {
    shape.moveTo(part[0] * scale + x, part[1] * scale + y);
    for (let n = 2; n < part.length; n += 2) {
      shape.lineTo(part[n] * scale + x, part[n + 1] * scale + y);
    }
    if (feature.type === POLYGON) {
      shape.closePath();
    }
  }
}

function bounds(feature, { scale, x, y }) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const part of feature.parts) {
    for (let n = 0; n < part.length; n += 2) {
      box[0] = Math.min(box[0], part[n] * scale + x);
      box[1] = Math.min(box[1], part[n + 1] * scale + y);
      box[2] = Math.max(box[2], part[n] * scale + x);
      box[3] = Math.max(box[3], part[n + 1] * scale + y);
    }
  }
  return box;
}
