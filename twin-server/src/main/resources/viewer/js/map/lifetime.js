// What is there at a moment: features of 3D tiles tell from when to when, in seconds since 1970.

/**
 * The `show` of a tileset's style at a time in milliseconds; undefined is the present, which shows all.
 * @param exact whether past shapes are there too: then a present one is shown only since it looks as it does
 */
export function shownAt(time, exact = false) {
  if (time === undefined) {
    return true;
  }
  const seconds = Math.floor(time / 1000);
  const since = (name) => `(\${${name}} === undefined || \${${name}} <= ${seconds})`;
  return `${since('valid_from')}${exact ? ` && ${since('version_from')}` : ''} && (\${valid_to} === undefined || \${valid_to} > ${seconds})`;
}
