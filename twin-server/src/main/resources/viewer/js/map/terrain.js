// The ground: the terrain of this server, or the flat ellipsoid. The server sets buildings on the terrain; where the
// ground is flat, a shader takes off what they stand on.
import * as Cesium from '../cesium.js';
import * as api from '../api.js';

const DIFFUSE = 0.9; // level ground under the cartographer's light keeps the colours of the map
const DARKEST = 0.33;

/** Lowers each feature to the flat ellipsoid as far as `u_flat` says. All our tiles have the metadata. */
const VERTICES = `
  void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
    vec3 up = normalize(czm_model[3].xyz * vec3(1.0, 1.0, 1.0067394967));
    vec3 upMC = (czm_inverseModel * vec4(up, 0.0)).xyz;
    vsOutput.positionMC -= upMC * (vsInput.metadata.groundMetresAboveEllipsoid * u_flat);
  }`;

export class Terrain extends EventTarget {
  /** Dispatches `change` when the ground is another one, `settled` when it is drawn as fine as the view wants. */
  constructor(twinScene, version) {
    super();
    this.scene = twinScene.scene;
    this.version = version ?? undefined;
    this.wanted = true;
    this.shaders = new Map();
    this.flat = this.scene.terrainProvider;
    twinScene.terrain = this;
    this.settled = false;
    this.scene.globe.tileLoadProgressEvent.addEventListener((waiting) => {
      this.settled = waiting === 0 && this.shown;
      if (this.settled) {
        this.dispatchEvent(new Event('settled'));
      }
    });
  }

  /** Whether the server has one. */
  get there() {
    return this.version !== undefined;
  }

  get shown() {
    return this.provider !== undefined;
  }

  /** Shows it or the flat ellipsoid; false if it could not be loaded. */
  async show(visible) {
    this.wanted = visible;
    let provider;
    if (visible && this.there) {
      try {
        provider = await Cesium.CesiumTerrainProvider.fromUrl(
          new Cesium.Resource({ url: api.url('terrain/'), headers: api.headers() }), { requestVertexNormals: true });
      } catch {
        provider = undefined;
      }
    }
    if (visible !== this.wanted) {
      return true; // switched again meanwhile
    }
    this.provider = provider;
    this.settled = false;
    const { globe } = this.scene;
    this.scene.terrainProvider = provider ?? this.flat;
    globe.depthTestAgainstTerrain = this.shown;
    globe.enableLighting = this.shown;
    globe.lambertDiffuseMultiplier = DIFFUSE;
    globe.vertexShadowDarkness = DARKEST;
    for (const shader of this.shaders.values()) {
      shader.setUniform('u_flat', this.shown ? 0 : 1);
    }
    this.dispatchEvent(new Event('change'));
    this.scene.requestRender();
    return this.shown === (visible && this.there);
  }

  /** The server has another one, or none any more. */
  changed(version) {
    if (this.there !== Boolean(version)) {
      this.shaders.clear();
    }
    this.version = version ?? undefined;
    return this.show(this.wanted);
  }

  /** The shader for tiles of this server with `options` of its own, if any; undefined for none. */
  shader(options) {
    if (!this.there) {
      return options && new Cesium.CustomShader(options);
    }
    if (!this.shaders.has(options)) {
      this.shaders.set(options, new Cesium.CustomShader({
        ...options,
        vertexShaderText: VERTICES,
        uniforms: { u_flat: { type: Cesium.UniformType.FLOAT, value: this.shown ? 0 : 1 } },
      }));
    }
    return this.shaders.get(options);
  }

  /** Metres above the ellipsoid of the ground that is drawn; 0 where none is drawn yet. */
  heightAt(lon, lat) {
    return this.shown ? this.scene.globe.getHeight(Cesium.Cartographic.fromDegrees(lon, lat)) ?? 0 : 0;
  }

  /** The lowest ground under places `[lon, lat]`, as fine as the server has it. */
  async lowest(places) {
    if (!this.shown) {
      return 0;
    }
    const points = places.map(([lon, lat]) => Cesium.Cartographic.fromDegrees(lon, lat));
    const sampled = await Cesium.sampleTerrainMostDetailed(this.provider, points);
    return Math.min(...sampled.map((point) => point.height ?? 0));
  }
}
