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

const SIZE = 56; // drawn at twice the size shown, for sharp screens
const drawn = new Map();

/** @returns {{name: string, image: HTMLCanvasElement}} the same picture for the same arguments */
export function symbol(layerName, colour, emphasis = false) {
  const name = `${layerName}/${colour}/${emphasis}`;
  let image = drawn.get(name);
  if (!image) {
    image = draw(SIGNS[layerName], colour, emphasis);
    drawn.set(name, image);
  }
  return { name, image };
}

function draw(sign, colour, emphasis) {
  const canvas = document.createElement('canvas');
  canvas.width = SIZE;
  canvas.height = SIZE;
  const context = canvas.getContext('2d');
  const middle = SIZE / 2;
  const radius = sign ? 22 : 14;
  context.shadowColor = 'rgba(40, 30, 50, .35)';
  context.shadowBlur = 5;
  context.shadowOffsetY = 2;
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
