// Names on the map as page text: sharp type, real diacritics, no two over each other.
import * as Cesium from '../cesium.js';

const MOST = 70;
const HIGHEST = 10_000; // metres of any ground above the ellipsoid

export class Labels {
  constructor(twinScene, container) {
    this.twinScene = twinScene;
    this.scene = twinScene.scene;
    this.container = container;
    this.sets = new Map();
    this.elements = new Map();
    this.grounds = 0;
    this.scene.postRender.addEventListener(() => this.place());
  }

  /**
   * @param {string} name of the set; replaces what it had
   * @param {{key, lon, lat, text: () => string, kind, rank, nearest, farthest}[]} labels rank: low first;
   *   nearest, farthest: metres from the camera between which the name is shown
   */
  set(name, labels) {
    this.sets.set(name, labels.map((label) => ({ ...label, id: `${name}/${label.key}`, flat: Cesium.Cartesian3.fromDegrees(label.lon, label.lat) })));
    this.placed = undefined;
    this.sorted = [...this.sets.values()].flat().sort((a, b) => a.rank - b.rank);
    this.forgetText();
  }

  /** The ground is another one, or finer, now. */
  ground() {
    this.grounds++;
    this.scene.requestRender();
  }

  /** Whether all names in reach stand on the ground that was told last. */
  get standing() {
    return this.placed === this.grounds;
  }

  stand(label) {
    label.grounds = this.grounds;
    label.position = Cesium.Cartesian3.fromDegrees(label.lon, label.lat, this.twinScene.groundAt(label.lon, label.lat) + (label.height ?? 0));
  }

  forgetText() {
    this.container.replaceChildren();
    this.elements.clear();
    this.scene.requestRender();
  }

  place() {
    const taken = [];
    const used = new Set();
    const { clientWidth: width, clientHeight: height } = this.twinScene.canvas;
    const camera = this.scene.camera.positionWC;
    for (const label of this.sorted ?? []) {
      if (used.size >= MOST) {
        break;
      }
      // not by where it stands: on a tile of half the globe that may be so deep that it is out of reach, and would stay there
      if (label.grounds !== this.grounds && Cesium.Cartesian3.distance(camera, label.flat) < label.farthest + HIGHEST) {
        this.stand(label);
      }
      const metres = Cesium.Cartesian3.distance(camera, label.position ?? label.flat);
      if (metres < label.nearest || metres > label.farthest || !label.position) {
        continue;
      }
      const at = Cesium.SceneTransforms.worldToWindowCoordinates(this.scene, label.position);
      if (!at || at.x < 0 || at.y < 40 || at.x > width || at.y > height) {
        continue;
      }
      const element = this.element(label);
      const drop = label.kind === 'site' ? 12 : 0;
      const box = [at.x - element.width / 2 - 4, at.y + drop - 4, at.x + element.width / 2 + 4, at.y + drop + element.height];
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) {
        continue;
      }
      taken.push(box);
      used.add(label.id);
      element.node.style.transform = `translate(${Math.round(at.x - element.width / 2)}px, ${Math.round(at.y + drop)}px)`;
      element.node.style.opacity = String(fade(metres, label));
    }
    for (const [id, element] of this.elements) {
      element.node.hidden = !used.has(id);
    }
    this.placed = this.grounds;
  }

  element(label) {
    let element = this.elements.get(label.id);
    if (!element) {
      const node = document.createElement('span');
      node.className = `map-label ${label.kind}`;
      node.textContent = label.text();
      this.container.append(node);
      element = { node, width: node.offsetWidth, height: node.offsetHeight };
      this.elements.set(label.id, element);
    }
    return element;
  }
}

function fade(metres, { farthest }) {
  return Math.min(1, Math.max(0.45, (farthest - metres) / (farthest * 0.2)));
}
