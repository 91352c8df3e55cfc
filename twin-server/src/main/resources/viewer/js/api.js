// Talks to the server that this page came from. Every address is relative, so that a proxy may add a prefix.
const KEY = 'twin.key';
const TIMEOUT_MS = 20000;

/** What the server answered instead of data: RFC 9457 problem details in both languages. */
export class ApiError extends Error {
  constructor(status, problem = {}) {
    super(problem.detail_en || problem.detail || problem.title || `HTTP ${status}`);
    this.status = status;
    this.code = problem.code;
    this.detail = { vi: problem.detail_vi || this.message, en: problem.detail_en || this.message };
  }
}

export function key() {
  return sessionStorage.getItem(KEY);
}

export function setKey(value) {
  if (value) {
    sessionStorage.setItem(KEY, value);
  } else {
    sessionStorage.removeItem(KEY);
  }
}

/** Headers that every request carries. */
export function headers() {
  return key() ? { Authorization: `Bearer ${key()}` } : {};
}

export function url(path, parameters = {}) {
  const address = new URL(path, document.baseURI);
  address.hash = '';
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null) {
      address.searchParams.set(name, value);
    }
  }
  return address.href;
}

/** Reads JSON; throws ApiError for an answer that is not OK, TypeError when the server is not there. */
export async function getJson(path, parameters = {}, { signal } = {}) {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url(path, parameters), {
    headers: { Accept: 'application/json, application/geo+json', ...headers() },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  if (!response.ok) {
    throw new ApiError(response.status, await response.json().catch(() => ({})));
  }
  return response.json();
}

/** The value of `as-of` for a time in milliseconds; undefined, which is no parameter, for now. */
export function asOf(time) {
  return time === undefined ? undefined : new Date(time).toISOString();
}

/** Features of a layer as GeoJSON. */
export function getItems(layer, parameters, options) {
  return getJson(`ogc/collections/${encodeURIComponent(layer)}/items`, parameters, options);
}
