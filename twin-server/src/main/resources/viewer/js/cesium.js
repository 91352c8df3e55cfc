// The one place that names the CesiumJS release; it finds its workers and assets beside itself.
export * from '../cesium-1.145.0/index.js';

export const CESIUM_VERSION = '1.145.0';
