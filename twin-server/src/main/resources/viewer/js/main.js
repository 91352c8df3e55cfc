// Starts the viewer: language, server, map, live stream. `window.twin` is the face for tests and the curious.
import * as api from './api.js';
import { App } from './app.js';
import { Catalogue } from './catalogue.js';
import { fillIcons, toast } from './dom.js';
import { language, LANGUAGES, setLanguage, t, text, onLanguage } from './i18n.js';
import { LiveStream } from './live.js';
import { hasWebGl2 } from './map/scene.js';
import { listenToKeys } from './ui/keyboard.js';
import { readLink } from './view-link.js';

const LANGUAGE_KEY = 'twin.language';
const RETRY_MS = 3000;
const $ = (id) => document.getElementById(id);
const errors = [];

const link = readLink(location.hash);
// ?light draws coarser, for machines without a graphics card and for tests
const light = new URLSearchParams(location.search).has('light');

window.addEventListener('error', (event) => errors.push(event.message));
window.addEventListener('unhandledrejection', (event) => errors.push(String(event.reason?.stack ?? event.reason)));

function firstLanguage() {
  return [link.lang, localStorage.getItem(LANGUAGE_KEY)].find((candidate) => LANGUAGES.includes(candidate)) ?? 'vi';
}

function listenToLanguage() {
  const mark = () => {
    for (const button of document.querySelectorAll('[data-language]')) {
      button.setAttribute('aria-pressed', String(button.dataset.language === language()));
    }
    localStorage.setItem(LANGUAGE_KEY, language());
  };
  onLanguage(mark);
  for (const button of document.querySelectorAll('[data-language]')) {
    button.addEventListener('click', () => setLanguage(button.dataset.language));
  }
}

function curtain(headline, detail, retry) {
  document.body.classList.add('is-loading');
  $('curtain-text').textContent = headline;
  $('curtain-detail').textContent = detail;
  $('curtain-retry').hidden = !retry;
}

/** Asks until the server is there: it may be starting. */
async function readServer() {
  for (;;) {
    try {
      const [config, layers, lists] = await Promise.all(['api/config', 'api/layers', 'api/codelists'].map((path) => api.getJson(path)));
      return { config, catalogue: new Catalogue(layers.layers, lists.codeLists) };
    } catch (error) {
      if (error.status === 401 && api.key()) {
        api.setKey(undefined);
        toast(t('error.key'), 'problem');
        continue;
      }
      curtain(t('error.server'), error.status ? `${t('error.serverDetail')} (${error.message})` : t('error.serverDetail'), true);
      await new Promise((resolve) => {
        $('curtain-retry').onclick = resolve;
        setTimeout(resolve, RETRY_MS);
      });
    }
  }
}

function goLive(app) {
  const live = new LiveStream();
  live.addEventListener('state', ({ detail }) => {
    app.feed.setState(detail);
    if (detail.state === 'open') {
      app.catchUp();
    }
  });
  live.addEventListener('heard', ({ detail }) => app.feed.setHeard(detail));
  live.addEventListener('message', ({ detail }) => app.receive(detail));
  window.addEventListener('online', () => live.retry());
  window.addEventListener('pagehide', () => live.stop());
  live.start();
  return live;
}

function showLayers(open) {
  document.body.classList.toggle('no-layers', !open);
  $('menu-toggle').setAttribute('aria-expanded', String(open));
}

function listenToTools(app) {
  const tools = {
    'zoom-in': () => app.scene.zoom(0.6),
    'zoom-out': () => app.scene.zoom(1.65),
    north: () => app.scene.north(),
    tilt: () => app.scene.toggleTilt(),
    home: () => app.scene.home(),
    time: () => app.time.toggle(),
    terrain: () => app.toggleTerrain(),
    share: () => app.share(),
    about: () => app.about.open(),
  };
  for (const button of document.querySelectorAll('[data-action]')) {
    button.addEventListener('click', tools[button.dataset.action]);
  }
  $('menu-toggle').addEventListener('click', () => showLayers(document.body.classList.contains('no-layers')));
  listenToKeys(app.scene, {
    search: () => $('search-input').focus(),
    home: () => app.scene.home(),
    north: () => app.scene.north(),
    pickCentre: () => app.pickAt(app.scene.canvas.clientWidth / 2, app.scene.canvas.clientHeight / 2),
    close: () => app.select(undefined),
  });
}

/** What tests may use; kept small and stable. */
function testFace(app, live, ready) {
  return {
    ready,
    errors,
    get language() { return language(); },
    get liveState() { return live.state; },
    get chosen() { return app.chosen; },
    get tilesLoaded() { return app.scene.scene.globe.tilesLoaded && (!app.buildings.tileset || app.buildings.loaded); },
    get failedTiles() { return app.buildings.failed; },
    viewState: () => app.state(),
    setView: (view) => app.scene.setView(view),
    toWindow: (lon, lat, height) => app.scene.toWindow(lon, lat, height),
    pickAt: (x, y) => app.pickAt(x, y),
    select: (identity) => app.select(identity),
    setTime: (time) => app.time.set(time),
    show: (layer, visible) => app.show(layer, visible),
    get terrainShown() { return app.terrain.shown; },
    /** Whether the ground is drawn as fine as the view wants, and names stand on it. */
    get groundSettled() { return app.terrain.settled && app.labels.standing; },
    groundAt: (lon, lat) => app.terrain.heightAt(lon, lat),
    sampleGround: (lon, lat) => app.terrain.lowest([[lon, lat]]),
    heightInTheMiddle: () => app.scene.heightInTheMiddle(),
    hasMarker: (layer, key) => app.points.has(layer, key),
    isWebGl2: () => app.scene.scene.context.webgl2,
    app,
  };
}

/** `data-state` of the page: `loading`, then `ready` once everything in view is drawn. */
function noteReadiness(app) {
  const { dataset } = document.documentElement;
  const { scene } = app.scene;
  const stop = scene.postRender.addEventListener(() => {
    if (scene.globe.tilesLoaded && (!app.buildings.tileset || app.buildings.loaded)) {
      dataset.state = 'ready';
      stop();
    }
  });
  scene.requestRender();
}

async function main() {
  document.documentElement.dataset.state = 'loading';
  fillIcons(document);
  listenToLanguage();
  setLanguage(firstLanguage());
  if (!hasWebGl2()) {
    curtain(t('error.webgl'), t('error.webglDetail'), false);
    return undefined;
  }
  const { config, catalogue } = await readServer();
  $('title').textContent = text(config.title);
  document.title = text(config.title);
  $('schematic').hidden = !config.schematic;
  const narrow = window.matchMedia('(max-width: 899px)');
  showLayers(!narrow.matches);
  narrow.addEventListener('change', () => showLayers(!narrow.matches));
  const app = new App(config, catalogue, link, { light });
  app.scene.scene.renderError.addEventListener((scene, error) => curtain(t('error.render'), String(error), false));
  listenToTools(app);
  const live = goLive(app);
  let done;
  window.twin = testFace(app, live, new Promise((resolve) => {
    done = resolve;
  }));
  document.body.classList.remove('is-loading');
  if (!catalogue.layers.some((layer) => layer.count)) {
    toast(t('error.empty'), 'problem');
  }
  await app.start();
  app.fillFeed().catch(() => undefined);
  done(true);
  noteReadiness(app);
  return app;
}

main().catch((error) => {
  errors.push(String(error.stack ?? error));
  curtain(t('error.unexpected'), error.message, true);
  $('curtain-retry').onclick = () => location.reload();
});
