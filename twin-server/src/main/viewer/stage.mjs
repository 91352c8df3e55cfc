// Lays out what the viewer serves from other people's work: node_modules/.staged becomes viewer/ in the jar.
// Run by Maven after "npm ci"; the marker file is written last, so that a broken run is repeated.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = path.join(path.dirname(fileURLToPath(import.meta.url)), 'node_modules');
const staged = path.join(modules, '.staged');
const release = (name) => JSON.parse(fs.readFileSync(path.join(modules, name, 'package.json'), 'utf8')).version;
const version = release('cesium');
const cesium = `cesium-${version}`;
const yasqe = `yasqe-${release('@zazuko/yasqe')}`;

// From CesiumJS: no sky pictures, no widgets' style sheets, no formats of other vendors.
const FOLDERS = [
  ['cesium/Build/Cesium/Workers', `${cesium}/Workers`, /^(?!.*(GoogleEarth|I3S))/],
  ['cesium/Build/Cesium/Assets', `${cesium}/Assets`, /^(approximateTerrainHeights\.json|IAU2006_XYS|Images)/],
  ['cesium/Build/Cesium/ThirdParty', `${cesium}/ThirdParty`, /^(basis_transcoder|draco_decoder)\.wasm$/],
  ['@fontsource/be-vietnam-pro/files', 'font/files', /^be-vietnam-pro-(latin|vietnamese)-(400|500|600)-normal\.woff2$/],
];
const FILES = [
  ['cesium/LICENSE.md', `${cesium}/LICENSE.md`],
  ['cesium/ThirdParty.json', `${cesium}/ThirdParty.json`],
  ['@fontsource/be-vietnam-pro/LICENSE', 'font/LICENSE'],
  ['@zazuko/yasqe/build/yasqe.min.js', `${yasqe}/yasqe.min.js`],
  ['@zazuko/yasqe/build/yasqe.min.css', `${yasqe}/yasqe.min.css`],
  ['@zazuko/yasqe/package.json', `${yasqe}/package.json`], // names its authors and its licence, MIT
  ['codemirror/LICENSE', `${yasqe}/codemirror/LICENSE`],
];

// Knockout, which only CesiumJS's widgets use, asks for the global object by eval as it is loaded. Our pages forbid
// eval (Content-Security-Policy), and every browser with WebGL 2 has globalThis.
const EVAL = 'this||(0,eval)("this")';

fs.rmSync(staged, { recursive: true, force: true });
for (const [from, to, wanted] of FOLDERS) {
  const root = path.join(modules, from);
  for (const name of fs.readdirSync(root, { recursive: true }).map(String)) {
    if (wanted.test(name) && fs.statSync(path.join(root, name)).isFile()) {
      copy(path.join(root, name), path.join(to, name));
    }
  }
}
for (const [from, to] of FILES) {
  copy(path.join(modules, from), to);
}
const library = fs.readFileSync(path.join(modules, 'cesium/Build/Cesium/index.js'), 'utf8');
if (library.split(EVAL).length !== 2) {
  throw new Error(`CesiumJS ${version} no longer has the one eval that is taken out here; look at stage.mjs`);
}
fs.writeFileSync(path.join(staged, cesium, 'index.js'), library.replace(EVAL, 'globalThis'));
fs.writeFileSync(path.join(staged, `complete-${version}-${yasqe}`), '');

function copy(from, to) {
  const target = path.join(staged, to);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.copyFileSync(from, target);
}
