import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeTile, LINE, POLYGON } from '../../main/resources/viewer/js/map/mvt.js';

const varint = (n) => (n < 128 ? [n] : [(n % 128) | 128, ...varint(Math.floor(n / 128))]);
const zigzag = (n) => varint(n < 0 ? -2 * n - 1 : 2 * n);
const field = (number, bytes) => [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes];
const text = (words) => [...new TextEncoder().encode(words)];
const tile = (...layers) => Uint8Array.from(layers.flatMap((layer) => field(3, layer))).buffer;

test('a tile with a road and a pond becomes flat point lists with their properties', () => {
  const road = [...field(2, [0, 0, 1, 1]), 24, LINE, ...field(4, [9, ...zigzag(2), ...zigzag(3), 10, ...zigzag(4), ...zigzag(-1)])];
  const pond = [24, POLYGON, ...field(4, [9, 0, 0, 18, ...zigzag(10), 0, 0, ...zigzag(10), 15])];
  const layer = [
    ...field(1, text('city')), ...field(2, road), ...field(2, pond),
    ...field(3, text('name')), ...field(3, text('lanes')),
    ...field(4, field(1, text('Lê Lợi'))), ...field(4, [32, 3]),
    40, ...varint(4096), 120, 2,
  ];
  const { city } = decodeTile(tile(layer));
  assert.equal(city.extent, 4096);
  assert.deepEqual(city.features[0].properties, { name: 'Lê Lợi', lanes: 3 });
  assert.deepEqual(city.features[0].parts.map((part) => [...part]), [[2, 3, 6, 2]]);
  assert.deepEqual(city.features[1].parts.map((part) => [...part]), [[0, 0, 10, 0, 10, 10]]);
  assert.equal(city.features[1].type, POLYGON);
});

test('an empty tile has no layers, a cut one is refused', () => {
  assert.deepEqual(decodeTile(new ArrayBuffer(0)), {});
  assert.throws(() => decodeTile(Uint8Array.from([26, 40, 10, 2]).buffer), /cut off/);
});
