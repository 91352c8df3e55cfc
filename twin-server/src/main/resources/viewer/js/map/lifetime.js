// What is there at a moment: features of 3D tiles tell from when to when, in seconds since 1970.

/** The `show` of a tileset's style at a time in milliseconds; undefined is the present, which shows all. */
export function shownAt(time) {
  if (time === undefined) {
    return true;
  }
  const seconds = Math.floor(time / 1000);
  return `(\${valid_from} === undefined || \${valid_from} <= ${seconds}) && (\${valid_to} === undefined || \${valid_to} > ${seconds})`;
}
