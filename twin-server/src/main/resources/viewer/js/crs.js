// WGS 84 to VN-2000 / TM-3 107°00′ (EPSG:9214) for the coordinate read-out, by the official parameters (EPSG:6960).
const A = 6378137;
const F = 1 / 298.257223563; // VN-2000 uses the WGS 84 ellipsoid
const E2 = F * (2 - F);
const SECOND = Math.PI / 648000;

// From VN-2000 to WGS 84, position-vector signs.
const SHIFT = [-191.90441429, -39.30318279, -111.45032835];
const TURN = [0.00928836 * SECOND, -0.01975479 * SECOND, 0.00427372 * SECOND];
const SCALE = 1 + 0.252906278e-6;

const CENTRAL_MERIDIAN = (107 * Math.PI) / 180;
const K0 = 0.9999;
const FALSE_EASTING = 500000;

/** @returns {{east: number, north: number}} metres, for longitude and latitude in degrees */
export function toVn2000(lon, lat) {
  return project(...toGeographic(unshift(toGeocentric((lon * Math.PI) / 180, (lat * Math.PI) / 180))));
}

function toGeocentric(lon, lat) {
  const n = A / Math.sqrt(1 - E2 * Math.sin(lat) ** 2);
  return [n * Math.cos(lat) * Math.cos(lon), n * Math.cos(lat) * Math.sin(lon), n * (1 - E2) * Math.sin(lat)];
}

/** Undoes shift, scale and turn; the turn is so small that its inverse is its transpose. */
function unshift(point) {
  const [x, y, z] = point.map((value, axis) => (value - SHIFT[axis]) / SCALE);
  const [rx, ry, rz] = TURN;
  return [x + rz * y - ry * z, -rz * x + y + rx * z, ry * x - rx * y + z];
}

function toGeographic([x, y, z]) {
  const p = Math.hypot(x, y);
  let lat = Math.atan2(z, p * (1 - E2));
  for (let n = 0; n < 5; n++) {
    const sin = Math.sin(lat);
    lat = Math.atan2(z + (E2 * A * sin) / Math.sqrt(1 - E2 * sin * sin), p);
  }
  return [Math.atan2(y, x), lat];
}

/** Transverse Mercator by Krüger's series to n⁴: under a millimetre within three degrees of the meridian. */
function project(lon, lat) {
  const n = F / (2 - F);
  const radius = (A / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const alpha = [
    n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3 + (41 / 180) * n ** 4,
    (13 / 48) * n ** 2 - (3 / 5) * n ** 3 + (557 / 1440) * n ** 4,
    (61 / 240) * n ** 3 - (103 / 140) * n ** 4,
    (49561 / 161280) * n ** 4,
  ];
  const e = Math.sqrt(E2);
  const sin = Math.sin(lat);
  const t = Math.sinh(Math.atanh(sin) - e * Math.atanh(e * sin));
  const xi = Math.atan2(t, Math.cos(lon - CENTRAL_MERIDIAN));
  const eta = Math.atanh(Math.sin(lon - CENTRAL_MERIDIAN) / Math.sqrt(1 + t * t));
  let east = eta;
  let north = xi;
  alpha.forEach((a, index) => {
    const k = 2 * (index + 1);
    east += a * Math.cos(k * xi) * Math.sinh(k * eta);
    north += a * Math.sin(k * xi) * Math.cosh(k * eta);
  });
  return { east: FALSE_EASTING + K0 * radius * east, north: K0 * radius * north };
}
