// Calls of the control API. The token, where one is asked for, lives as long as the tab and goes in a header.

const BASE = "/_control/";
const KEY = "mobipace-mock token";

export class ApiError extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

export const setToken = (token) => sessionStorage.setItem(KEY, token);

const authorization = () => {
  const token = sessionStorage.getItem(KEY);
  return token ? { Authorization: `Bearer ${token}` } : {};
};

/** A response that is no error. Raises ApiError, with the API's own words. */
export async function request(path, { method = "GET", document, headers = {}, signal } = {}) {
  const address = new URL(BASE + path, location);
  if (address.pathname !== (BASE + path).split("?")[0]) { // an account that is called `..` would lead elsewhere
    throw new ApiError(400, `no browser can ask for ${BASE}${path}`);
  }
  const given = { ...authorization(), ...headers };
  if (method === "POST" || method === "PATCH") given["Content-Type"] = "application/json";
  const body = document === undefined ? undefined : JSON.stringify(document);
  const response = await fetch(address, { method, headers: given, body, signal, cache: "no-store" });
  if (!response.ok) throw new ApiError(response.status, await wordsOf(response));
  return response;
}

async function wordsOf(response) {
  try {
    return (await response.json()).error;
  } catch {
    return `HTTP ${response.status}`;
  }
}

/** The document that a call is answered with; null where there is none. */
export async function call(method, path, document) {
  const response = await request(path, { method, document });
  return response.status === 204 ? null : response.json();
}

export const get = (path) => call("GET", path);
export const post = (path, document = {}) => call("POST", path, document);
export const patch = (path, document) => call("PATCH", path, document);
export const remove = (path) => call("DELETE", path);

/** The path of an account, and below it. */
export const accountPath = (username, below = "") => `accounts/${encodeURIComponent(username)}${below && "/"}${below}`;

/** Save what a call is answered with as a file. */
export async function download(path, name) {
  const blob = await (await request(path)).blob();
  const address = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
