// The map of an answer: its shapes on the city's own base map, drawn on a canvas.
import * as api from '../js/api.js';
import { Catalogue } from '../js/catalogue.js';
import { BASE_LAYERS, PAPER, TILE_SIZE } from '../js/map/cartography.js';
import { boxOf } from './shapes.js';

const DEEPEST = 19;
const HIGHEST = 8;
const MOST_TILES = 120;
const REACH_PIXELS = 8;
const FILL = 'rgba(91, 59, 130, 0.28)';
const STROKE = '#5b3b82';
const CHOSEN = '#b3362b';

const worldX = (lon) => (lon + 180) / 360;
const worldY = (lat) => 0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);

/** Pictures of the base map from the viewer's own painter. */
class BaseMap {
  constructor(redraw) {
    this.redraw = redraw;
    this.tiles = new Map();
    this.start();
  }

  async start() {
    const [layers, lists] = await Promise.all(['api/layers', 'api/codelists'].map((path) => api.getJson(path)));
    const catalogue = new Catalogue(layers.layers ?? layers, lists.codeLists ?? lists);
    const styles = Object.fromEntries(catalogue.layers.map((layer) => [layer.name, { ...layer.style, title: layer.titleProperty }]));
    this.worker = new Worker(new URL('../js/map/tile-worker.js', import.meta.url), { type: 'module' });
    this.worker.onmessage = ({ data }) => {
      const tile = [...this.tiles.values()].find(({ id }) => id === data.id);
      if (tile && data.picture) {
        tile.picture = data.picture;
        this.redraw();
      }
    };
    this.worker.postMessage({ type: 'look', look: { base: api.url('./'), headers: api.headers(), styles, colours: {}, fonts: [] } });
    this.redraw();
  }

  tile(z, x, y) {
    const key = `${z}/${x}/${y}`;
    let tile = this.tiles.get(key);
    if (!tile && this.worker) {
      tile = { id: key };
      this.tiles.set(key, tile);
      this.worker.postMessage({ id: key, kind: 'base', shown: BASE_LAYERS, z, x, y });
      if (this.tiles.size > MOST_TILES) {
        this.tiles.delete(this.tiles.keys().next().value);
      }
    }
    return tile?.picture;
  }
}

export class ResultMap extends EventTarget {
  constructor(canvas) {
    super();
    this.canvas = canvas;
    this.shapes = [];
    this.centre = [worldX(107.58), worldY(16.46)];
    this.zoom = 13;
    this.listen();
  }

  /** @param {{row: number, shape: object}[]} shapes shown whole */
  show(shapes) {
    this.shapes = shapes;
    this.chosen = undefined;
    this.paths = undefined;
    this.base ??= new BaseMap(() => this.draw());
    const box = boxOf(shapes.map(({ shape }) => shape));
    if (box) {
      const [west, east, north, south] = [worldX(box[0]), worldX(box[2]), worldY(box[3]), worldY(box[1])];
      this.centre = [(west + east) / 2, (north + south) / 2];
      const fit = Math.min(this.width() / (east - west), this.height() / (south - north)) * 0.85;
      this.zoom = Math.max(HIGHEST, Math.min(17, Math.log2(fit / TILE_SIZE)));
    }
    this.draw();
  }

  choose(row) {
    this.chosen = row;
    this.draw();
  }

  width() {
    return this.canvas.clientWidth || 1;
  }

  height() {
    return this.canvas.clientHeight || 1;
  }

  draw() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = undefined;
      this.paint();
    });
  }

  paint() {
    const density = window.devicePixelRatio || 1;
    this.canvas.width = this.width() * density;
    this.canvas.height = this.height() * density;
    const context = this.canvas.getContext('2d');
    context.scale(density, density);
    context.fillStyle = PAPER;
    context.fillRect(0, 0, this.width(), this.height());
    this.paintBase(context);
    for (const { row, shape } of this.shapes) {
      this.paintShape(context, shape, row === this.chosen);
    }
  }

  size() {
    return TILE_SIZE * 2 ** this.zoom;
  }

  /** World to window. */
  toWindow(x, y) {
    return [(x - this.centre[0]) * this.size() + this.width() / 2, (y - this.centre[1]) * this.size() + this.height() / 2];
  }

  toWorld(x, y) {
    return [(x - this.width() / 2) / this.size() + this.centre[0], (y - this.height() / 2) / this.size() + this.centre[1]];
  }

  paintBase(context) {
    const level = Math.min(18, Math.max(HIGHEST, Math.round(this.zoom)));
    const count = 2 ** level;
    const side = this.size() / count;
    const [west, north] = this.toWorld(0, 0);
    const [east, south] = this.toWorld(this.width(), this.height());
    for (let x = Math.floor(west * count); x <= Math.floor(east * count); x++) {
      for (let y = Math.floor(north * count); y <= Math.floor(south * count); y++) {
        const picture = this.base?.tile(level, x, y);
        if (picture) {
          const [left, top] = this.toWindow(x / count, y / count);
          context.save();
          context.translate(left, top + side); // the painter draws its last row first
          context.scale(1, -1);
          context.drawImage(picture, 0, 0, side, side);
          context.restore();
        }
      }
    }
  }

  paintShape(context, shape, chosen) {
    context.strokeStyle = chosen ? CHOSEN : STROKE;
    context.fillStyle = chosen ? 'rgba(179, 54, 43, 0.4)' : FILL;
    context.lineWidth = chosen ? 3 : 1.5;
    const path = this.path(shape);
    if (shape.areas.length) {
      context.fill(path, 'evenodd');
    }
    context.stroke(path);
    context.fillStyle = chosen ? CHOSEN : STROKE;
    for (const [lon, lat] of shape.points) {
      const [x, y] = this.toWindow(worldX(lon), worldY(lat));
      context.beginPath();
      context.arc(x, y, chosen ? 7 : 4.5, 0, 2 * Math.PI);
      context.fill();
    }
  }

  path(shape) {
    const path = new Path2D();
    const trace = (ring, closed) => {
      ring.forEach(([lon, lat], n) => path[n ? 'lineTo' : 'moveTo'](...this.toWindow(worldX(lon), worldY(lat))));
      if (closed) {
        path.closePath();
      }
    };
    shape.lines.forEach((line) => trace(line, false));
    shape.areas.forEach((rings) => rings.forEach((ring) => trace(ring, true)));
    return path;
  }

  /** The row whose shape is at a place of the window; the last drawn wins. */
  rowAt(x, y) {
    const context = this.canvas.getContext('2d');
    const density = window.devicePixelRatio || 1;
    context.lineWidth = REACH_PIXELS;
    const hit = this.shapes.findLast(({ shape }) => {
      const path = this.path(shape);
      return shape.points.some(([lon, lat]) => {
        const [left, top] = this.toWindow(worldX(lon), worldY(lat));
        return Math.hypot(left - x, top - y) < REACH_PIXELS;
      }) || context.isPointInStroke(path, x * density, y * density)
        || (shape.areas.length > 0 && context.isPointInPath(path, x * density, y * density, 'evenodd'));
    });
    return hit?.row;
  }

  zoomBy(steps, x = this.width() / 2, y = this.height() / 2) {
    const [worldLeft, worldTop] = this.toWorld(x, y);
    this.zoom = Math.max(HIGHEST, Math.min(DEEPEST, this.zoom + steps));
    const [left, top] = this.toWorld(x, y);
    this.centre = [this.centre[0] + worldLeft - left, this.centre[1] + worldTop - top];
    this.draw();
  }

  moveBy(x, y) {
    this.centre = [this.centre[0] - x / this.size(), this.centre[1] - y / this.size()];
    this.draw();
  }

  listen() {
    const { canvas } = this;
    let from;
    let moved = false;
    canvas.addEventListener('pointerdown', (event) => {
      from = [event.offsetX, event.offsetY];
      moved = false;
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (from && (moved || Math.hypot(event.offsetX - from[0], event.offsetY - from[1]) > 4)) {
        moved = true;
        this.moveBy(event.offsetX - from[0], event.offsetY - from[1]);
        from = [event.offsetX, event.offsetY];
      }
    });
    canvas.addEventListener('pointerup', (event) => {
      if (from && !moved) {
        this.choose(this.rowAt(event.offsetX, event.offsetY));
        this.dispatchEvent(new CustomEvent('choose', { detail: this.chosen }));
      }
      from = undefined;
    });
    canvas.addEventListener('wheel', (event) => {
      event.preventDefault();
      this.zoomBy(-event.deltaY / 300, event.offsetX, event.offsetY);
    }, { passive: false });
    canvas.addEventListener('keydown', (event) => {
      const act = {
        '+': () => this.zoomBy(1), '-': () => this.zoomBy(-1), ArrowLeft: () => this.moveBy(80, 0), ArrowRight: () => this.moveBy(-80, 0),
        ArrowUp: () => this.moveBy(0, 80), ArrowDown: () => this.moveBy(0, -80),
      }[event.key];
      if (act) {
        event.preventDefault();
        act();
      }
    });
    new ResizeObserver(() => this.draw()).observe(canvas);
  }
}
