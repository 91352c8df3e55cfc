// A ring that spreads where something has just happened. Page elements, so that the globe need not be redrawn.
const LIFE_MS = 9000;
const MOST = 20;

export class Pulses {
  constructor(twinScene, container) {
    this.twinScene = twinScene;
    this.container = container;
    this.pulses = new Set();
    twinScene.scene.postRender.addEventListener(() => this.place());
  }

  add(lon, lat, colour) {
    if (this.pulses.size >= MOST) {
      return;
    }
    const node = document.createElement('i');
    node.className = 'pulse';
    node.style.setProperty('--fill', colour);
    const pulse = { lon, lat, node };
    this.pulses.add(pulse);
    this.container.append(node);
    this.place();
    setTimeout(() => {
      this.pulses.delete(pulse);
      node.remove();
    }, LIFE_MS);
  }

  place() {
    for (const { lon, lat, node } of this.pulses) {
      const at = this.twinScene.toWindow(lon, lat, 1);
      node.hidden = !at;
      if (at) {
        node.style.transform = `translate(${at.x}px, ${at.y}px)`;
      }
    }
  }
}
