import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EventParser } from '../../main/resources/viewer/js/live.js';
import { toVn2000 } from '../../main/resources/viewer/js/crs.js';
import { readLink, writeLink } from '../../main/resources/viewer/js/view-link.js';
import { readShape } from '../../main/resources/viewer/query/shapes.js';
import { WORDS } from '../../main/resources/viewer/js/words.js';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const VIEWER = path.resolve(HERE, '../../main/resources/viewer');
const SHARED = process.env.TWIN_SHARED ?? path.resolve(HERE, '../../../../../shared');
const files = fs.readdirSync(VIEWER, { recursive: true }).map(String).filter((name) => /\.(js|css|html|svg)$/.test(name));
const read = (name) => fs.readFileSync(path.join(VIEWER, name), 'utf8');

test('the address gives back the view it was written from', () => {
  const state = {
    view: { lon: 107.58123, lat: 16.46912, height: 750, heading: 342.5, pitch: -38 },
    lang: 'en', layers: ['ward', 'land_parcel'], volumes: ['heritage_zone'], colour: 'height', pick: { layer: 'building', key: 'B 12/ä' },
  };
  assert.deepEqual(readLink(writeLink(state)), state);
});

test('a broken address is ignored where it is broken', () => {
  assert.deepEqual(readLink('#@1,2&lang=vi&pick=nonsense&x'), { view: undefined, lang: 'vi', pick: undefined });
  assert.deepEqual(readLink(''), {});
});

test('the stream is read however it is cut into pieces', () => {
  const stream = 'retry: 2000\n: hello\n\nid: 41\nevent: vn.hue.incident.received\ndata: {"a":\ndata: 1}\n\ndata: x\r\n\r\n';
  for (const size of [1, 2, 7, 1000]) {
    const seen = [];
    const parser = new EventParser((message) => seen.push(message));
    for (let n = 0; n < stream.length; n += size) {
      parser.feed(stream.slice(n, n + size));
    }
    assert.deepEqual(seen, [
      { type: 'vn.hue.incident.received', id: '41', data: '{"a":\n1}' },
      { type: 'message', id: undefined, data: 'x' },
    ], `pieces of ${size}`);
  }
});

test('VN-2000 coordinates agree with the reference points within a millimetre', (context) => {
  const file = path.join(SHARED, 'data/hue/crs_reference.csv');
  if (!fs.existsSync(file)) {
    context.skip('the shared data is not here');
    return;
  }
  const [head, ...lines] = fs.readFileSync(file, 'utf8').trim().split('\n').map((line) => line.split(','));
  const column = (name) => head.indexOf(name);
  for (const row of lines) {
    const { east, north } = toVn2000(Number(row[column('lon_wgs84')]), Number(row[column('lat_wgs84')]));
    assert.ok(Math.hypot(east - row[column('e_9214')], north - row[column('n_9214')]) < 0.001, row[1]);
  }
});

test('every word asked for exists in both languages, and none is left over', () => {
  const code = files.map(read).join('\n');
  const asked = new Set([...code.matchAll(/(?:\bt\(|data-t(?:-\w+)?=|failed: gone \? |: )["']([a-z]+\.[\w.]+)["']/g)].map((match) => match[1]));
  for (const key of asked) {
    assert.ok(WORDS[key], `no words for ${key}`);
  }
  for (const [key, words] of Object.entries(WORDS)) {
    assert.equal(words.length, 2, key);
    assert.ok(words.every((word) => word.length > 0), key);
    const built = /^(about\.keys|layers\.period|layers\.(internal|personal)|buildings\.(usage|height|plain)|feed\.(open|connecting|lost))/.test(key);
    assert.ok(built || code.includes(`'${key}'`) || code.includes(`"${key}"`), `${key} is not used`);
  }
});

test('no file of ours names an outside host, runs inline script or parses data as HTML', () => {
  for (const name of files) {
    const hosts = [...read(name).matchAll(/https?:\/\/([\w.-]+)/g)].map((match) => match[1]).filter((host) => host !== 'www.w3.org');
    assert.deepEqual(hosts, [], name);
    assert.doesNotMatch(read(name), /innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, name);
  }
  assert.doesNotMatch(read('index.html'), /<script(?![^>]*\bsrc=)|\son\w+=|style="/);
});

test('the releases of CesiumJS and YASQE are the same wherever they are named', () => {
  const wanted = JSON.parse(fs.readFileSync(path.resolve(VIEWER, '../../viewer/package.json'), 'utf8')).dependencies;
  const pom = fs.readFileSync(path.resolve(VIEWER, '../../../../pom.xml'), 'utf8').match(/\.staged\/complete-([\d.]+)-yasqe-([\d.]+)</);
  const named = [...read('js/cesium.js').matchAll(/\d+\.\d+\.\d+/g)].map((match) => match[0]);
  assert.deepEqual([pom[1], ...named], [wanted.cesium, wanted.cesium, wanted.cesium]);
  const page = fs.readFileSync(path.resolve(VIEWER, '../vn/huetwin/server/sparql/page.html'), 'utf8');
  const editor = [...page.matchAll(/yasqe-([\d.]+)\//g)].map((match) => match[1]);
  assert.deepEqual([pom[2], ...editor], [wanted['@zazuko/yasqe'], wanted['@zazuko/yasqe'], wanted['@zazuko/yasqe']]);
  const lock = fs.readFileSync(path.resolve(VIEWER, '../../viewer/package-lock.json'), 'utf8');
  assert.doesNotMatch(lock, /"resolved"/);
});

test('WKT literals of answers become what a canvas draws', () => {
  assert.deepEqual(readShape('POINT (107.5 16.4)').points, [[107.5, 16.4]]);
  assert.deepEqual(readShape('<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(16.4 107.5)').points, [[107.5, 16.4]]);
  assert.deepEqual(readShape('MULTIPOINT((1 2), (3 4))').points, [[1, 2], [3, 4]]);
  assert.deepEqual(readShape('LINESTRING Z (1 2 9, 3 4 9)').lines, [[[1, 2], [3, 4]]]);
  assert.equal(readShape('MULTIPOLYGON(((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1)),((5 5,6 5,6 6,5 5)))').areas[0].length, 2);
  assert.equal(readShape('POLYHEDRALSURFACE Z (((0 0 0,1 0 0,1 1 0,0 0 0)),((0 0 1,1 0 1,1 1 1,0 0 1)))').areas.length, 2);
  assert.equal(readShape('GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1))').lines.length, 1);
  for (const nothing of ['POINT EMPTY', 'POINT(1', 'nonsense', '', '<http://www.opengis.net/def/crs/EPSG/0/9214> POINT(1 2)']) {
    assert.equal(readShape(nothing), undefined, nothing);
  }
});
