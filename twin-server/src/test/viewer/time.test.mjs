// The moment that the address names, and what is there then.
import assert from 'node:assert/strict';
import test from 'node:test';
import { shownAt } from '../../main/resources/viewer/js/map/lifetime.js';
import { readLink, writeLink } from '../../main/resources/viewer/js/view-link.js';

const VIEW = { lon: 107.5, lat: 16.4, height: 900, heading: 0, pitch: -45 };

test('the address keeps the day', () => {
  const time = Date.UTC(1995, 3, 1);
  const address = writeLink({ view: VIEW, lang: 'vi', time });
  assert.match(address, /&time=1995-04-01$/);
  assert.equal(readLink(address).time, time);
});

test('without a day it is the present', () => {
  assert.doesNotMatch(writeLink({ view: VIEW, lang: 'vi' }), /time/);
  assert.equal(readLink('#@107,16,9,0,-45&time=yesterday').time, undefined);
  assert.equal(shownAt(undefined), true);
});

test('features are there from their first to their last moment; what is not known does not hide', () => {
  const shown = (seconds, from, to) => {
    const expression = shownAt(seconds * 1000).replaceAll('${valid_from}', 'from').replaceAll('${valid_to}', 'to');
    return new Function('from', 'to', `return ${expression}`)(from, to);
  };
  assert.deepEqual([99, 100, 199, 200].map((now) => shown(now, 100, 200)), [false, true, true, false]);
  assert.equal(shown(0, undefined, undefined), true);
});

test('where past shapes are there, a present one is shown only since it looks as it does', () => {
  const shown = (seconds, exact) => {
    const expression = shownAt(seconds * 1000, exact)
      .replaceAll('${valid_from}', '100').replaceAll('${version_from}', '150').replaceAll('${valid_to}', 'undefined');
    return new Function(`return ${expression}`)();
  };
  assert.deepEqual([99, 100, 149, 150].map((now) => shown(now, false)), [false, true, true, true]);
  assert.deepEqual([99, 100, 149, 150].map((now) => shown(now, true)), [false, false, false, true]);
});
