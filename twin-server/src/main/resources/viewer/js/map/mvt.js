// Reads Mapbox Vector Tiles (specification 2.1) into flat coordinates that a canvas can draw at once.

export const POINT = 1;
export const LINE = 2;
export const POLYGON = 3;

const UTF8 = new TextDecoder();

class Reader {
  constructor(bytes, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  varint() {
    let result = 0;
    let factor = 1;
    for (let n = 0; n < 10; n++) {
      const byte = this.bytes[this.at++];
      result += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        return result;
      }
      factor *= 128;
    }
    throw new Error('Vector tile: a number has more than ten bytes');
  }

  signed() {
    const n = this.varint();
    return n % 2 ? -(n + 1) / 2 : n / 2;
  }

  /** A reader over the next length-delimited field. */
  part() {
    const length = this.varint();
    const start = this.at;
    this.at += length;
    if (this.at > this.end) {
      throw new Error('Vector tile: cut off');
    }
    return new Reader(this.bytes, start, this.at);
  }

  string() {
    const part = this.part();
    return UTF8.decode(this.bytes.subarray(part.at, part.end));
  }

  /** Calls `read(field)` for each field and skips the value when it answers false. */
  fields(read) {
    while (this.at < this.end) {
      const tag = this.varint();
      if (read(tag >>> 3) === false) {
        this.skip(tag & 7);
      }
    }
  }

  skip(wireType) {
    if (wireType === 0) {
      this.varint();
    } else if (wireType === 1) {
      this.at += 8;
    } else if (wireType === 2) {
      this.part();
    } else if (wireType === 5) {
      this.at += 4;
    } else {
      throw new Error(`Vector tile: wire type ${wireType}`);
    }
  }
}

/**
 * @param {ArrayBuffer} buffer
 * @returns {Object<string, {extent: number, features: {type: number, properties: object, parts: Int32Array[]}[]}>}
 *   layers by name; each part is a point list x0, y0, x1, y1 … in tile units, y down; rings are not closed
 */
export function decodeTile(buffer) {
  const layers = {};
  const reader = new Reader(new Uint8Array(buffer));
  reader.fields((field) => {
    if (field !== 3) {
      return false;
    }
    const layer = decodeLayer(reader.part());
    layers[layer.name] = layer;
    return true;
  });
  return layers;
}

function decodeLayer(reader) {
  const layer = { name: '', extent: 4096, features: [] };
  const keys = [];
  const values = [];
  const raw = [];
  reader.fields((field) => {
    switch (field) {
      case 1: layer.name = reader.string(); return true;
      case 2: raw.push(reader.part()); return true;
      case 3: keys.push(reader.string()); return true;
      case 4: values.push(decodeValue(reader.part())); return true;
      case 5: layer.extent = reader.varint(); return true;
      default: return false;
    }
  });
  layer.features = raw.map((part) => decodeFeature(part, keys, values));
  return layer;
}

function decodeValue(reader) {
  let value = null;
  reader.fields((field) => {
    switch (field) {
      case 1: value = reader.string(); return true;
      case 2: value = reader.view.getFloat32(reader.at, true); reader.at += 4; return true;
      case 3: value = reader.view.getFloat64(reader.at, true); reader.at += 8; return true;
      case 4: case 5: value = reader.varint(); return true;
      case 6: value = reader.signed(); return true;
      case 7: value = reader.varint() === 1; return true;
      default: return false;
    }
  });
  return value;
}

function decodeFeature(reader, keys, values) {
  const feature = { type: 0, properties: {}, parts: [] };
  reader.fields((field) => {
    if (field === 2) {
      const tags = reader.part();
      while (tags.at < tags.end) {
        const name = keys[tags.varint()];
        feature.properties[name] = values[tags.varint()];
      }
    } else if (field === 3) {
      feature.type = reader.varint();
    } else if (field === 4) {
      feature.parts = decodeGeometry(reader.part());
    } else {
      return false;
    }
    return true;
  });
  return feature;
}

function decodeGeometry(reader) {
  const parts = [];
  let part = [];
  let x = 0;
  let y = 0;
  while (reader.at < reader.end) {
    const command = reader.varint();
    const id = command & 7;
    const count = command >>> 3;
    if (id === 7) {
      continue;
    }
    for (let n = 0; n < count; n++) {
      x += reader.signed();
      y += reader.signed();
      if (id === 1 && part.length) {
        parts.push(Int32Array.from(part));
        part = [];
      }
      part.push(x, y);
    }
  }
  if (part.length) {
    parts.push(Int32Array.from(part));
  }
  return parts;
}
