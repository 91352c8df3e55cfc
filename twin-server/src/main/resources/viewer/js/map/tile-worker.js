// Fetches vector tiles and draws them into pictures, beside the main thread.
import { BASE_LAYERS, drawBase, drawLayer, drawTitles, FIRST_ZOOM, TILE_SIZE } from './cartography.js';
import { decodeTile } from './mvt.js';

const DEEPEST_DATA_ZOOM = 16; // nearer pictures are drawn from the tiles of this zoom
const FIRST_OVERLAY_ZOOM = 10;
const MOST_TILES_KEPT = 300;

const tiles = new Map(); // address → promise of a decoded layer, oldest first
let look;
let ready;

self.onmessage = async ({ data }) => {
  if (data.type === 'look') {
    look = data.look;
    ready ??= loadFonts(data.look.fonts);
    return;
  }
  if (data.type === 'forget') {
    forget(data.layer);
    return;
  }
  try {
    await ready;
    const picture = await draw(data);
    self.postMessage({ id: data.id, picture }, [picture]);
  } catch (error) {
    self.postMessage({ id: data.id, error: error.message });
  }
};

async function loadFonts(fonts) {
  const faces = fonts.map(({ url, weight, style, range }) =>
    new FontFace('Be Vietnam Pro', `url(${url})`, { weight, style, unicodeRange: range }));
  for (const face of faces) {
    self.fonts.add(face);
  }
  await Promise.allSettled(faces.map((face) => face.load()));
}

async function draw({ kind, shown, asOf, z, x, y }) {
  const shift = Math.max(0, z - DEEPEST_DATA_ZOOM);
  const at = { z: z - shift, x: x >> shift, y: y >> shift };
  const layers = kind === 'base'
    ? BASE_LAYERS.filter((name) => look.styles[name] && (name === 'ward' || shown.includes(name)) && at.z >= (FIRST_ZOOM[name] ?? 0))
    : at.z < FIRST_OVERLAY_ZOOM ? [] : [kind];
  const data = Object.fromEntries(await Promise.all(layers.map(async (name) => [name, await layerTile(name, at, asOf)])));
  const canvas = new OffscreenCanvas(TILE_SIZE, TILE_SIZE);
  const context = canvas.getContext('2d');
  // WebGL takes pictures bottom row first and cannot turn an ImageBitmap itself.
  context.setTransform(1, 0, 0, -1, 0, TILE_SIZE);
  const extent = layers.map((name) => data[name]?.extent).find(Boolean) ?? 4096;
  const scale = (TILE_SIZE / extent) * 2 ** shift;
  const frame = {
    zoom: z,
    scale,
    x: -(x - (at.x << shift)) * TILE_SIZE,
    y: -(y - (at.y << shift)) * TILE_SIZE,
  };
  if (kind === 'base') {
    drawBase(context, data, frame, { ...look, shown });
  } else {
    drawLayer(context, kind, data[kind], frame, look);
    if (z >= 16 && look.styles[kind].title) {
      drawTitles(context, data[kind], frame, look.styles[kind].title);
    }
  }
  return canvas.transferToImageBitmap();
}

function layerTile(name, { z, x, y }, asOf) {
  const address = `${look.base}tiles/vector/${name}/${z}/${x}/${y}.mvt${asOf ? `?as-of=${asOf}` : ''}`;
  let tile = tiles.get(address);
  if (tile) {
    tiles.delete(address);
  } else {
    tile = fetchTile(address, name);
    tile.catch(() => tiles.delete(address));
  }
  tiles.set(address, tile);
  if (tiles.size > MOST_TILES_KEPT) {
    tiles.delete(tiles.keys().next().value);
  }
  return tile;
}

async function fetchTile(address, name) {
  const response = await fetch(address, { headers: look.headers });
  if (response.status === 204 || response.status === 404) {
    return undefined;
  }
  if (!response.ok) {
    throw new Error(`HTTP ${response.status} for ${address}`);
  }
  return decodeTile(await response.arrayBuffer())[name];
}

function forget(layer) {
  for (const address of tiles.keys()) {
    if (address.includes(`/tiles/vector/${layer}/`)) {
      tiles.delete(address);
    }
  }
}
