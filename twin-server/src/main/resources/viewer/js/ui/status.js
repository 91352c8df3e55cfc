// The line below the map: coordinates, scale, what is loading.
import { toVn2000 } from '../crs.js';
import { number } from '../i18n.js';

const BAR_PIXELS = 96;

export class Status {
  constructor(twinScene, root) {
    this.twinScene = twinScene;
    this.coordinates = root.querySelector('#coordinates');
    this.bar = root.querySelector('#scale i');
    this.length = root.querySelector('#scale span');
    this.activity = root.querySelector('#activity');
    this.compass = document.querySelector('#compass svg');
    this.tilt = document.getElementById('tilt-text');
    this.metric = false;
    this.coordinates.addEventListener('click', () => {
      this.metric = !this.metric;
      this.drawPlace();
    });
    twinScene.canvas.addEventListener('pointermove', (event) => {
      this.place = twinScene.placeAt(event.offsetX, event.offsetY);
      this.drawPlace();
    });
    twinScene.scene.postRender.addEventListener(() => this.draw());
    twinScene.scene.globe.tileLoadProgressEvent.addEventListener((waiting) => this.busy('map', waiting > 0));
    this.waiting = new Set();
  }

  busy(what, yes) {
    if (yes) {
      this.waiting.add(what);
    } else {
      this.waiting.delete(what);
    }
    this.activity.hidden = this.waiting.size === 0;
  }

  draw() {
    const { heading, pitch } = this.twinScene.view();
    this.compass.style.transform = `rotate(${-heading}deg)`;
    this.tilt.textContent = pitch < -75 ? '3D' : '2D';
    this.drawScale();
    if (!this.place) {
      this.drawPlace();
    }
  }

  drawScale() {
    const metres = this.twinScene.metresPerPixel();
    if (!metres) {
      return;
    }
    const longest = metres * BAR_PIXELS;
    const power = 10 ** Math.floor(Math.log10(longest));
    const nice = [5, 2, 1].map((n) => n * power).find((n) => n <= longest) ?? power;
    this.bar.style.width = `${Math.round(nice / metres)}px`;
    this.length.textContent = nice >= 1000 ? `${number(nice / 1000)} km` : `${number(nice)} m`;
  }

  drawPlace() {
    const place = this.place ?? this.twinScene.centre();
    if (!place) {
      this.coordinates.textContent = '';
    } else if (this.metric) {
      const { east, north } = toVn2000(place.lon, place.lat);
      this.coordinates.textContent = `VN-2000  X ${number(north, { maximumFractionDigits: 1, minimumFractionDigits: 1 })}  Y ${number(east, { maximumFractionDigits: 1, minimumFractionDigits: 1 })}`;
    } else {
      this.coordinates.textContent = `${place.lat.toFixed(5)}° N  ${place.lon.toFixed(5)}° E`;
    }
  }
}
