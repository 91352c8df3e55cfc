// The globe: CesiumJS without ion, terrain, sky pictures or any other outside request.
import * as Cesium from '../cesium.js';
import { PAPER } from './cartography.js';

const NEAREST_METRES = 25;
const FARTHEST_METRES = 160000;
const FIELD_OF_VIEW = Math.PI / 3;
const CARDS_PIXELS = 720; // what the cards on both sides cover
const LIGHT_AZIMUTH_DEGREES = 315; // the cartographer's light, from the north-west
const LIGHT_ALTITUDE_DEGREES = 48;

/** Whether this browser can draw the map at all. */
export function hasWebGl2() {
  try {
    return Boolean(document.createElement('canvas').getContext('webgl2'));
  } catch {
    return false;
  }
}

export class TwinScene {
  /** @param {{home: {lon, lat, height, heading, pitch}, bounds: number[], light: boolean}} options */
  constructor(container, { home, bounds, light }) {
    Cesium.Ion.defaultAccessToken = '';
    this.homeView = home;
    this.bounds = bounds;
    this.widget = new Cesium.CesiumWidget(container, {
      baseLayer: false,
      terrainProvider: new Cesium.EllipsoidTerrainProvider(),
      skyBox: false,
      skyAtmosphere: false,
      scene3DOnly: true,
      requestRenderMode: true,
      maximumRenderTimeChange: Infinity,
      creditContainer: document.createElement('div'),
      msaaSamples: light ? 1 : 4,
      contextOptions: { webgl: { alpha: true, powerPreference: 'high-performance' } },
    });
    this.widget.resolutionScale = light ? 0.5 : Math.min(window.devicePixelRatio || 1, 2);
    this.scene = this.widget.scene;
    this.camera = this.scene.camera;
    this.canvas = this.scene.canvas;
    this.dressGlobe(light);
    this.setControls();
    this.setLight(home);
    this.setView(home);
  }

  dressGlobe(light) {
    const { scene } = this;
    scene.backgroundColor = Cesium.Color.TRANSPARENT;
    scene.globe.baseColor = Cesium.Color.fromCssColorString(PAPER);
    scene.globe.showGroundAtmosphere = false;
    scene.globe.enableLighting = false;
    scene.globe.tileCacheSize = 200;
    scene.globe.maximumScreenSpaceError = light ? 4 : 2.4; // pictures have 512 pixels, so that this stays sharp
    scene.fog.enabled = false;
    scene.highDynamicRange = false;
    scene.postProcessStages.fxaa.enabled = false;
    if (scene.moon) {
      scene.moon.show = false;
    }
    if (scene.sun) {
      scene.sun.show = false;
    }
  }

  setControls() {
    const controls = this.scene.screenSpaceCameraController;
    const { CameraEventType, KeyboardEventModifier } = Cesium;
    controls.minimumZoomDistance = NEAREST_METRES;
    controls.maximumZoomDistance = FARTHEST_METRES;
    controls.zoomEventTypes = [CameraEventType.WHEEL, CameraEventType.PINCH];
    controls.tiltEventTypes = [CameraEventType.RIGHT_DRAG, CameraEventType.MIDDLE_DRAG, CameraEventType.PINCH,
      { eventType: CameraEventType.LEFT_DRAG, modifier: KeyboardEventModifier.CTRL },
      { eventType: CameraEventType.LEFT_DRAG, modifier: KeyboardEventModifier.SHIFT }];
    controls.inertiaSpin = 0.82;
    controls.inertiaZoom = 0.7;
    this.canvas.addEventListener('contextmenu', (event) => event.preventDefault());
  }

  /** A fixed light: colours on the map mean things and must not change with the hour. */
  setLight({ lon, lat }) {
    const azimuth = Cesium.Math.toRadians(LIGHT_AZIMUTH_DEGREES);
    const altitude = Cesium.Math.toRadians(LIGHT_ALTITUDE_DEGREES);
    const toSun = new Cesium.Cartesian3(Math.sin(azimuth) * Math.cos(altitude), Math.cos(azimuth) * Math.cos(altitude), Math.sin(altitude));
    const frame = Cesium.Transforms.eastNorthUpToFixedFrame(Cesium.Cartesian3.fromDegrees(lon, lat));
    const direction = Cesium.Cartesian3.negate(Cesium.Matrix4.multiplyByPointAsVector(frame, toSun, new Cesium.Cartesian3()), new Cesium.Cartesian3());
    this.scene.light = new Cesium.DirectionalLight({ direction: Cesium.Cartesian3.normalize(direction, direction), intensity: 2 });
  }

  /** Degrees and metres above the ellipsoid. */
  view() {
    const { longitude, latitude, height } = this.camera.positionCartographic;
    return {
      lon: Cesium.Math.toDegrees(longitude),
      lat: Cesium.Math.toDegrees(latitude),
      height,
      heading: (Cesium.Math.toDegrees(this.camera.heading) + 360) % 360,
      pitch: Cesium.Math.toDegrees(this.camera.pitch),
    };
  }

  setView({ lon, lat, height, heading = 0, pitch = -90 }) {
    this.camera.setView({
      destination: Cesium.Cartesian3.fromDegrees(lon, lat, height),
      orientation: { heading: Cesium.Math.toRadians(heading), pitch: Cesium.Math.toRadians(pitch), roll: 0 },
    });
    this.scene.requestRender();
  }

  flyToView({ lon, lat, height, heading = 0, pitch = -90 }, seconds = 1.2) {
    this.camera.flyTo({
      destination: Cesium.Cartesian3.fromDegrees(lon, lat, height),
      orientation: { heading: Cesium.Math.toRadians(heading), pitch: Cesium.Math.toRadians(pitch), roll: 0 },
      duration: calm() ? 0 : seconds,
    });
  }

  /** Looks at a place from `range` metres away, keeping the heading. */
  flyTo(lon, lat, range = 700, pitch = -42) {
    const heading = this.view().heading;
    const back = range * Math.cos(Cesium.Math.toRadians(pitch));
    const bearing = Cesium.Math.toRadians(heading);
    const metresPerDegree = 111320;
    this.flyToView({
      lon: lon - (back * Math.sin(bearing)) / (metresPerDegree * Math.cos(Cesium.Math.toRadians(lat))),
      lat: lat - (back * Math.cos(bearing)) / metresPerDegree,
      height: this.groundAt(lon, lat) - range * Math.sin(Cesium.Math.toRadians(pitch)),
      heading,
      pitch,
    });
  }

  /** Shows a box of degrees `[w, s, e, n]` from above, between the cards at the sides. */
  flyToBox([west, south, east, north]) {
    const { clientWidth, clientHeight } = this.canvas;
    const free = clientWidth > CARDS_PIXELS * 1.5 ? (clientWidth - CARDS_PIXELS) / clientWidth : 0.9;
    const acrossAtOneMetre = 2 * Math.tan(FIELD_OF_VIEW / 2); // CesiumJS spans it over the longer side
    const across = acrossAtOneMetre * Math.min(1, clientWidth / clientHeight);
    const down = acrossAtOneMetre * Math.min(1, clientHeight / clientWidth);
    const width = Math.max(150, (east - west) * 106700);
    const height = Math.max(150, (north - south) * 110600);
    const range = Math.max(width / (across * free), height / (down * 0.82));
    this.flyTo((west + east) / 2, (south + north) / 2, range, range > 4000 ? -78 : -50);
  }

  home() {
    this.flyToView(this.homeView);
  }

  north() {
    const target = this.centre();
    const { pitch, height } = this.view();
    if (!target) {
      this.flyToView({ ...this.view(), heading: 0 }, 0.6);
      return;
    }
    this.lookAt(target, 0, pitch, height, 0.6);
  }

  /** Between straight down and oblique, about the centre of the picture. */
  toggleTilt() {
    const target = this.centre();
    if (!target) {
      return;
    }
    const { heading, pitch, height } = this.view();
    this.lookAt(target, heading, pitch < -75 ? -40 : -90, height, 0.8);
  }

  lookAt(target, heading, pitch, height, seconds) {
    const steep = Math.max(0.35, Math.sin(Cesium.Math.toRadians(-pitch)));
    const ground = this.groundAt(target.lon, target.lat);
    const range = Math.max(60, (height - ground) / Math.max(0.35, Math.sin(Cesium.Math.toRadians(-this.view().pitch))));
    const back = range * Math.cos(Cesium.Math.toRadians(pitch));
    const bearing = Cesium.Math.toRadians(heading);
    this.flyToView({
      lon: target.lon - (back * Math.sin(bearing)) / (111320 * Math.cos(Cesium.Math.toRadians(target.lat))),
      lat: target.lat - (back * Math.cos(bearing)) / 111320,
      height: ground + range * steep,
      heading,
      pitch,
    }, seconds);
  }

  zoom(factor) {
    const target = this.centre();
    const { heading, pitch, height } = this.view();
    const next = Cesium.Math.clamp(height * factor, NEAREST_METRES * 2, FARTHEST_METRES * 0.9);
    if (target) {
      this.lookAt(target, heading, pitch, next, 0.35);
    }
  }

  /** Metres above the ellipsoid of the ground that is drawn. */
  groundAt(lon, lat) {
    return this.terrain?.heightAt(lon, lat) ?? 0;
  }

  /** The place under a window position, on the ground; undefined in the sky. */
  placeAt(x, y) {
    const at = new Cesium.Cartesian2(x, y);
    const ray = this.terrain?.shown && this.camera.getPickRay(at);
    const point = (ray && this.scene.globe.pick(ray, this.scene)) || this.camera.pickEllipsoid(at, Cesium.Ellipsoid.WGS84);
    if (!point) {
      return undefined;
    }
    const { longitude, latitude } = Cesium.Cartographic.fromCartesian(point);
    return { lon: Cesium.Math.toDegrees(longitude), lat: Cesium.Math.toDegrees(latitude) };
  }

  /** Metres above the ellipsoid of what is drawn in the middle of the picture; undefined where nothing is. */
  heightInTheMiddle() {
    const { clientWidth, clientHeight } = this.canvas;
    const point = this.scene.pickPosition(new Cesium.Cartesian2(clientWidth / 2, clientHeight / 2));
    return point && Cesium.Cartographic.fromCartesian(point)?.height;
  }

  centre() {
    return this.placeAt(this.canvas.clientWidth / 2, this.canvas.clientHeight / 2);
  }

  /** Metres that one pixel covers at the lower middle of the picture. */
  metresPerPixel() {
    const x = this.canvas.clientWidth / 2;
    const y = this.canvas.clientHeight * 0.75;
    const left = this.placeAt(x - 50, y);
    const right = this.placeAt(x + 50, y);
    if (!left || !right) {
      return undefined;
    }
    const dx = (right.lon - left.lon) * 111320 * Math.cos(Cesium.Math.toRadians(left.lat));
    const dy = (right.lat - left.lat) * 110574;
    return Math.hypot(dx, dy) / 100;
  }

  /** The box of degrees in view, without what is near the horizon. */
  viewBox() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const here = this.view();
    const reach = (here.height * 6) / 111320;
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let row = 0; row <= 4; row++) {
      for (let column = 0; column <= 4; column++) {
        const place = this.placeAt((width * column) / 4, (height * row) / 4);
        if (!place) {
          continue;
        }
        const lon = Cesium.Math.clamp(place.lon, here.lon - reach, here.lon + reach);
        const lat = Cesium.Math.clamp(place.lat, here.lat - reach, here.lat + reach);
        box[0] = Math.min(box[0], lon);
        box[1] = Math.min(box[1], lat);
        box[2] = Math.max(box[2], lon);
        box[3] = Math.max(box[3], lat);
      }
    }
    return Number.isFinite(box[0]) ? box : undefined;
  }

  /** Window position of a place so many metres above the ground, or undefined when it is behind the globe or outside the picture. */
  toWindow(lon, lat, height = 0) {
    const position = Cesium.Cartesian3.fromDegrees(lon, lat, this.groundAt(lon, lat) + height);
    const window = Cesium.SceneTransforms.worldToWindowCoordinates(this.scene, position);
    return window && { x: window.x, y: window.y };
  }

  /** What is drawn at a window position: a marker's or a building's identity. */
  pick(x, y, size = 5) {
    const picked = this.scene.pick(new Cesium.Cartesian2(x, y), size, size);
    if (picked?.tileset?.volumesOf) { // what stands in a volume is seen through it, and meant
      const all = this.scene.drillPick(new Cesium.Cartesian2(x, y), MOST_BEHIND, size, size);
      return identity(all.find((one) => !one?.tileset?.volumesOf && identity(one)) ?? picked);
    }
    return identity(picked);
  }
}

const MOST_BEHIND = 6;

function identity(picked) {
  if (picked instanceof Cesium.Cesium3DTileFeature) {
    return { layer: picked.tileset.volumesOf ?? 'building', key: String(picked.getProperty('id')), feature: picked };
  }
  return picked?.id?.layer ? picked.id : undefined;
}

function calm() {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
