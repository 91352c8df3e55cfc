// The map by keyboard.
const STEP = 0.12; // of the height above ground, for each press
const TURN_DEGREES = 6;

/** @param actions {search, home, north, pickCentre, close} */
export function listenToKeys(twinScene, actions) {
  const { canvas } = twinScene;
  canvas.tabIndex = 0;
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      actions.close();
    } else if (event.key === '/' && !typing(event.target)) {
      event.preventDefault();
      actions.search();
    } else if (!typing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey && onMap(event.target, canvas)) {
      const act = keyAction(event.key, twinScene, actions);
      if (act) {
        event.preventDefault();
        act();
      }
    }
  });
}

function keyAction(key, scene, actions) {
  const view = scene.view();
  const metres = Math.max(8, view.height * STEP);
  const go = (ahead, aside) => () => {
    const bearing = (view.heading * Math.PI) / 180;
    const north = (ahead * Math.cos(bearing) - aside * Math.sin(bearing)) * metres;
    const east = (ahead * Math.sin(bearing) + aside * Math.cos(bearing)) * metres;
    scene.setView({ ...view, lat: view.lat + north / 110574, lon: view.lon + east / (111320 * Math.cos((view.lat * Math.PI) / 180)) });
  };
  const turn = (degrees) => () => scene.setView({ ...view, heading: view.heading + degrees });
  const tilt = (degrees) => () => scene.setView({ ...view, pitch: Math.max(-90, Math.min(-8, view.pitch + degrees)) });
  return {
    ArrowUp: go(1, 0), ArrowDown: go(-1, 0), ArrowLeft: go(0, -1), ArrowRight: go(0, 1),
    '+': () => scene.zoom(0.6), '=': () => scene.zoom(0.6), '-': () => scene.zoom(1.65), '_': () => scene.zoom(1.65),
    q: turn(-TURN_DEGREES), Q: turn(-TURN_DEGREES), e: turn(TURN_DEGREES), E: turn(TURN_DEGREES),
    r: tilt(TURN_DEGREES), R: tilt(TURN_DEGREES), f: tilt(-TURN_DEGREES), F: tilt(-TURN_DEGREES),
    PageUp: tilt(TURN_DEGREES), PageDown: tilt(-TURN_DEGREES),
    h: actions.home, H: actions.home, n: actions.north, N: actions.north, Enter: actions.pickCentre,
  }[key];
}

function typing(target) {
  return target.matches?.('input:not([type=checkbox]):not([type=range]), select, textarea');
}

function onMap(target, canvas) {
  return target === canvas || target === document.body;
}
