// The address restores the view: camera, language, layers, building colours, selection.
//   #@107.58350,16.45050,1700,342,-38&lang=vi&layers=ward,road&colour=height&time=1995-04-01&pick=building/b12

/** @returns {{view?, lang?, layers?: string[], volumes?: string[], colour?, time?: number, terrain?: boolean, pick?: {layer, key}}} only what the address says and is sane */
export function readLink(hash) {
  const link = {};
  for (const part of hash.replace(/^#/, '').split('&')) {
    const [name, value = ''] = part.split(/=(.*)/s);
    if (name.startsWith('@')) {
      link.view = readView(name.slice(1));
    } else if (name === 'lang' || name === 'colour') {
      link[name] = value;
    } else if (name === 'layers' || name === 'volumes') {
      link[name] = value.split(',').filter(Boolean);
    } else if (name === 'time') {
      const time = Date.parse(value);
      link.time = Number.isFinite(time) ? time : undefined;
    } else if (name === 'terrain') {
      link.terrain = value !== 'off';
    } else if (name === 'pick') {
      const [, layer, key] = value.match(/^([a-z0-9_]+)\/(.+)$/) ?? [];
      link.pick = layer && { layer, key: decode(key) };
    }
  }
  return link;
}

/** @param state the same shape that readLink gives */
export function writeLink({ view, lang, layers, volumes, colour, time, terrain, pick }) {
  const numbers = [view.lon.toFixed(5), view.lat.toFixed(5), view.height.toFixed(0), view.heading.toFixed(1), view.pitch.toFixed(1)];
  return `#@${numbers.join(',')}&lang=${lang}`
    + (layers ? `&layers=${layers.join(',')}` : '')
    + (volumes?.length ? `&volumes=${volumes.join(',')}` : '')
    + (colour ? `&colour=${colour}` : '')
    + (time === undefined ? '' : `&time=${new Date(time).toISOString().slice(0, 10)}`)
    + (terrain === false ? '&terrain=off' : '')
    + (pick ? `&pick=${pick.layer}/${encodeURIComponent(pick.key)}` : '');
}

function readView(words) {
  const [lon, lat, height, heading, pitch] = words.split(',').map(Number);
  const sane = Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && height > 0 && height < 1e7 && Math.abs(heading) <= 360 && Math.abs(pitch) <= 90;
  return sane ? { lon, lat, height, heading, pitch } : undefined;
}

function decode(words) {
  try {
    return decodeURIComponent(words);
  } catch {
    return words;
  }
}
