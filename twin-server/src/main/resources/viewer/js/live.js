// The live stream: server-sent events read with fetch, since EventSource can neither carry a key
// nor receive event types that it does not know beforehand.
import * as api from './api.js';

const FIRST_WAIT_S = 1;
const LONGEST_WAIT_S = 30;
const SILENCE_MS = 60000; // the server sends a comment well within this time

/**
 * Dispatches `state` ({state: 'connecting' | 'open' | 'lost', seconds}), `heard` (time in ms, of whatever the server
 * said, were it only that it is there) and `message` ({type, id, data}).
 * After a break it goes on behind the last message it saw (`Last-Event-ID`).
 */
export class LiveStream extends EventTarget {
  constructor(path = 'events/stream') {
    super();
    this.path = path;
    this.lastId = undefined;
    this.stopped = true;
  }

  async start() {
    this.stopped = false;
    let wait = FIRST_WAIT_S;
    while (!this.stopped) {
      this.tell('connecting');
      const began = Date.now();
      try {
        await this.read();
      } catch {
        // the state says so; the next attempt is the cure
      }
      if (this.stopped) {
        return;
      }
      wait = Date.now() - began > 10000 ? FIRST_WAIT_S : Math.min(LONGEST_WAIT_S, wait * 2);
      this.tell('lost', wait);
      await new Promise((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, wait * 1000);
      });
    }
  }

  stop() {
    this.stopped = true;
    this.abort?.abort();
    this.wake?.();
  }

  /** Tries again at once, for instance when the network is back. */
  retry() {
    this.wake?.();
  }

  tell(state, seconds) {
    const news = state !== this.state || state === 'lost';
    this.state = state;
    if (state === 'open') {
      this.heard = Date.now();
      this.dispatchEvent(new CustomEvent('heard', { detail: this.heard }));
    }
    if (news) {
      this.announce(state, seconds);
    }
  }

  announce(state, seconds) {
    this.dispatchEvent(new CustomEvent('state', { detail: { state, seconds } }));
  }

  async read() {
    this.abort = new AbortController();
    const resume = this.lastId ? { 'Last-Event-ID': this.lastId } : {};
    const response = await fetch(api.url(this.path), {
      headers: { Accept: 'text/event-stream', ...api.headers(), ...resume },
      cache: 'no-store',
      signal: this.abort.signal,
    });
    if (!response.ok) {
      throw new api.ApiError(response.status);
    }
    this.tell('open');
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser((message) => this.receive(message));
    let watchdog;
    try {
      for (;;) {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => this.abort.abort(), SILENCE_MS);
        const { value, done } = await reader.read();
        if (done) {
          return;
        }
        this.tell('open');
        parser.feed(value);
      }
    } finally {
      clearTimeout(watchdog);
    }
  }

  receive({ type, id, data }) {
    if (id) {
      this.lastId = id;
    }
    let parsed;
    try {
      parsed = JSON.parse(data);
    } catch {
      return;
    }
    this.dispatchEvent(new CustomEvent('message', { detail: { type, id, data: parsed } }));
  }
}

/** The event stream format of the HTML standard (9.2.6), fed in pieces of any size. */
export class EventParser {
  constructor(receive) {
    this.receive = receive;
    this.rest = '';
    this.clear();
  }

  clear() {
    this.type = 'message';
    this.id = undefined;
    this.data = [];
  }

  feed(piece) {
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop();
    lines.forEach((line) => this.line(line));
  }

  line(line) {
    if (line === '') {
      if (this.data.length) {
        this.receive({ type: this.type, id: this.id, data: this.data.join('\n') });
      }
      this.clear();
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      this.type = value;
    } else if (field === 'data') {
      this.data.push(value);
    } else if (field === 'id') {
      this.id = value;
    }
  }
}
