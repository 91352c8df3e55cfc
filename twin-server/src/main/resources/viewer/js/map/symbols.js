// Marker pictures: a disc in the feature's colour with a white sign of its layer.
const SIGNS = {
  incident: 'M11 5h2.200v8.500H11ZM11 16h2.200v2.300H11Z',
  sos_request: 'M11 5h2.200v8.500H11ZM11 16h2.200v2.300H11Z',
  tourism_site: 'M4 9.500C7.500 9 10 7.500 12 5c2 2.500 4.500 4 8 4.500l-1 2.200H5ZM7 12.500h2V18H7ZM11 12.500h2V18h-2ZM15 12.500h2V18h-2ZM5.500 18.600h13V20h-13Z',
  station: 'M12 4.500c2.800 3.600 4.800 6 4.800 8.900a4.800 4.800 0 0 1-9.600 0c0-2.900 2-5.300 4.800-8.900Z',
  health_facility: 'M10.300 5.500h3.400v4.800h4.800v3.400h-4.800v4.800h-3.400v-4.800H5.500v-3.400h4.800Z',
  school: 'M12 5.500 3.500 9.500 12 13.500l8.500-4ZM7 12.600v3.600c1.300 1.200 3 1.800 5 1.800s3.700-.6 5-1.800v-3.600l-5 2.300Z',
  building_permit: 'M7.500 5h6.800l3.200 3.200V19h-10ZM9.500 10.500v1.400h6v-1.400ZM9.500 13.700v1.400h6v-1.400Z',
  survey_point: 'M12 6 18 17H6Z',
  camera: 'M5 8h9.500v8H5ZM15.500 11l4-2.500v7l-4-2.500Z',
};

const CROSS = SIGNS.health_facility;
const WAVES = 'M4 9q2-2.200 4 0t4 0 4 0 4 0v2.400q-2 2.200-4 0t-4 0-4 0-4 0ZM4 14.200q2-2.200 4 0t4 0 4 0 4 0v2.400q-2 2.200-4 0t-4 0-4 0-4 0Z';
const LANE = 'M8.500 4h2.300L8.800 20H5ZM13.200 4h2.300L19 20h-3.800ZM11.300 5h1.400v3h-1.400ZM11.200 10.500h1.600V14h-1.600ZM11 16.500h2V20h-2Z';

// What happened, by the code that gives a report its colour; others get the sign of their layer.
const SIGNS_OF_CODES = {
  'incident/FLOOD': WAVES,
  'incident/DRAIN': WAVES,
  'incident/ROAD': LANE,
  'incident/SIDEWALK': LANE,
  'incident/TREE': 'M12 3.500 6.500 11h3L5.500 16h5.400v4h2.200v-4h5.400L14.500 11h3Z',
  'incident/FIRE': 'M12.500 3.500c.5 3-4.500 5-4.500 9.800a4.300 4.300 0 0 0 8.600 0c0-1.800-.8-3-1.600-4-.3 1.200-.9 1.900-1.700 2.200.6-3.300-.1-6.200-.8-8Z',
  'incident/TRAFFIC': 'M6.500 7h11l2 5.500V18H17v-1.800H7V18H4.500v-5.500ZM7.800 8.800l-1 3h10.400l-1-3Z',
  'incident/WASTE': 'M9.500 4h5v1.500H19v2H5v-2h4.500ZM6.500 9h11l-1 11h-9Z',
  'incident/LIGHT': 'M12 3.500a6 6 0 0 1 3.200 11v2H8.800v-2a6 6 0 0 1 3.200-11ZM9.300 17.800h5.400V20H9.300Z',
  'incident/POLLUTION': 'M7.500 17.500a3.800 3.800 0 0 1-.3-7.600 5.200 5.200 0 0 1 10-.4 4 4 0 0 1-.7 8Z',
  'incident/UTILITY': 'M13.500 3 6 13.500h4.700L9.500 21 18 10h-5.200Z',
  'incident/SECURITY': 'M12 3.500 18.500 6v5.500c0 4-2.700 7-6.500 8.700-3.800-1.700-6.500-4.700-6.500-8.700V6Z',
  'incident/BUILD': 'M12 4.500 20 11.500h-2.500V19h-11v-7.500H4Z',
  'incident/HERITAGE': SIGNS.tourism_site,
  'incident/TOURISM': SIGNS.tourism_site,
  'incident/HEALTH': CROSS,
  'incident/EDU': SIGNS.school,
  'sos_request/medical': CROSS,
};

const SIZE = 64; // drawn at twice the size shown, for sharp screens
const drawn = new Map();

/**
 * @param {string} [code] what kind of thing it is, for a sign of its own
 * @param {string} [ring] colour of its state
 * @returns {{name: string, image: HTMLCanvasElement}} the same picture for the same arguments
 */
export function symbol(layerName, colour, { code, ring, emphasis = false } = {}) {
  const own = SIGNS_OF_CODES[`${layerName}/${code}`];
  const name = `${layerName}/${own ? code : ''}/${colour}/${ring ?? ''}/${emphasis}`;
  let image = drawn.get(name);
  if (!image) {
    image = draw(own ?? SIGNS[layerName], colour, ring, emphasis);
    drawn.set(name, image);
  }
  return { name, image };
}

function draw(sign, colour, ring, emphasis) {
  const canvas = document.createElement('canvas');
  canvas.width = SIZE;
  canvas.height = SIZE;
  const context = canvas.getContext('2d');
  const middle = SIZE / 2;
  const radius = sign ? 22 : 14;
  context.shadowColor = 'rgba(40, 30, 50, .35)';
  context.shadowBlur = 5;
  context.shadowOffsetY = 2;
  if (ring) {
    disc(context, middle, radius + 7, ring);
    context.shadowColor = 'transparent';
  }
  disc(context, middle, radius + 3.5, emphasis ? '#2b1b45' : '#ffffff');
  context.shadowColor = 'transparent';
  disc(context, middle, radius, colour);
  if (sign) {
    context.translate(middle - 18, middle - 18);
    context.scale(1.5, 1.5);
    context.fillStyle = '#ffffff';
    context.fill(new Path2D(sign));
  }
  return canvas;
}

function disc(context, middle, radius, colour) {
  context.beginPath();
  context.arc(middle, middle, radius, 0, Math.PI * 2);
  context.fillStyle = colour;
  context.fill();
}
