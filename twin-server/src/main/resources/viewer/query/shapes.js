// Reads WKT literals of answers into rings of longitude and latitude that a canvas can draw.

const LON_LAT = /^<http:\/\/www\.opengis\.net\/def\/crs\/OGC\/[\d.]+\/CRS84>\s*/;
const LAT_LON = /^<http:\/\/www\.opengis\.net\/def\/crs\/EPSG\/\d+\/4326>\s*/;

/** Whether a term of an answer is a shape. */
export function isShape(term) {
  return term?.type === 'literal' && /#wktLiteral$/.test(term.datatype ?? '');
}

/**
 * @param {string} text a WKT literal
 * @returns {{points: number[][], lines: number[][][], areas: number[][][][]}|undefined} undefined for what cannot be
 *     shown, such as another CRS
 */
export function readShape(text) {
  const swapped = LAT_LON.test(text);
  const wkt = text.replace(LON_LAT, '').replace(LAT_LON, '').trim();
  if (wkt.startsWith('<')) {
    return undefined;
  }
  const shape = { points: [], lines: [], areas: [] };
  try {
    read(new Scanner(wkt, swapped), shape);
  } catch {
    return undefined;
  }
  return shape.points.length + shape.lines.length + shape.areas.length ? shape : undefined;
}

/** West, south, east, north of shapes. */
export function boxOf(shapes) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of shapes.flatMap(positions)) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return box[0] <= box[2] ? box : undefined;
}

function positions({ points, lines, areas }) {
  return [...points, ...lines.flat(), ...areas.flat(2)];
}

class Scanner {
  constructor(text, swapped) {
    this.tokens = text.match(/[A-Za-z]+|[-+\d.eE]+|[(),]/g) ?? [];
    this.at = 0;
    this.swapped = swapped;
  }

  take(expected) {
    const token = this.tokens[this.at++];
    if (token === undefined || (expected && token.toUpperCase() !== expected)) {
      throw new Error(`WKT: ${token} instead of ${expected}`);
    }
    return token;
  }

  is(token) {
    return this.tokens[this.at]?.toUpperCase() === token;
  }

  /** What stands between brackets, separated by commas. */
  list(read) {
    if (this.is('EMPTY')) {
      this.take();
      return [];
    }
    const items = [];
    this.take('(');
    do {
      items.push(read());
    } while (this.is(',') && this.take());
    this.take(')');
    return items;
  }

  position() {
    const numbers = [];
    while (!this.is(',') && !this.is(')')) {
      numbers.push(Number(this.take()));
    }
    if (numbers.length < 2 || numbers.some(Number.isNaN)) {
      throw new Error('WKT: no position');
    }
    return this.swapped ? [numbers[1], numbers[0]] : [numbers[0], numbers[1]];
  }

  positions() {
    return this.list(() => this.position());
  }

  rings() {
    return this.list(() => this.positions());
  }
}

function read(scanner, shape) {
  const type = scanner.take().toUpperCase();
  if (['Z', 'M', 'ZM'].some((word) => scanner.is(word))) {
    scanner.take();
  }
  switch (type.replace(/(ZM|Z|M)$/, (end) => (type === 'M' ? end : ''))) {
    case 'POINT': shape.points.push(...scanner.positions()); break;
    case 'MULTIPOINT': shape.points.push(...scanner.list(() => (scanner.is('(') ? scanner.positions()[0] : scanner.position()))); break;
    case 'LINESTRING': shape.lines.push(scanner.positions()); break;
    case 'MULTILINESTRING': shape.lines.push(...scanner.rings()); break;
    case 'POLYGON':
    case 'TRIANGLE': shape.areas.push(scanner.rings()); break;
    case 'MULTIPOLYGON':
    case 'POLYHEDRALSURFACE':
    case 'TIN': shape.areas.push(...scanner.list(() => scanner.rings())); break;
    case 'GEOMETRYCOLLECTION': scanner.list(() => read(scanner, shape)); break;
    default: throw new Error(`WKT: ${type}`);
  }
}
