// The HTTP surface, as functions. Failures are ApiErrors that carry the server's problem.

import { readEvents } from "./events.js";
import { t } from "./words.js";

const KEY = "qa-key";

export class ApiError extends Error {
  /** `problem` is the RFC 9457 body, or what stands in for it where the server could not be reached. */
  constructor(problem, retryAfter = null) {
    super(problem.detail || problem.title);
    this.kind = (problem.type || "").replace("urn:cited-qa:", "");
    this.status = problem.status;
    this.retryAfter = retryAfter;
  }
}

// Replaced by key.js: asks the user for the key, and says whether there is a new one to try.
let askForKey = async () => false;
export const onKeyNeeded = (ask) => { askForKey = ask; };

export function setKey(key) { sessionStorage.setItem(KEY, key); }
export function hasKey() { return Boolean(sessionStorage.getItem(KEY)); }
export function forgetKey() { sessionStorage.removeItem(KEY); }

/** The headers by which the server knows the user; none where no key was given. */
export function keyHeaders() {
  const key = sessionStorage.getItem(KEY);
  return key ? { Authorization: `Bearer ${key}` } : {};
}

/** Ask the user for a key, after a request without one or with a wrong one; says whether there is one to try. */
export const anotherKey = () => askForKey(hasKey());

export async function send(path, { body, signal, method = body ? "POST" : "GET" } = {}) {
  const headers = keyHeaders();
  if (body) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, signal, body: body && JSON.stringify(body) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw unreachable();
  }
  if (response.status === 401 && (await anotherKey())) return send(path, { body, signal, method });
  if (!response.ok) throw await asError(response);
  return response;
}

export const unreachable = () => new ApiError({ type: "unreachable", status: 0, detail: t("The server cannot be reached. Is it still running?") });

async function asError(response) {
  const retryAfter = Number(response.headers.get("Retry-After")) || null;
  try {
    return new ApiError(await response.json(), retryAfter);
  } catch {
    return new ApiError({ status: response.status, detail: t("The server answered {status}.", { status: response.status }) }, retryAfter);
  }
}

const json = async (path, options) => (await send(path, options)).json();

export const documentsOfHash = async (sha256) => (await json(`/api/documents?sha256=${sha256}`)).documents;
export const overview = (id, signal) => json(`/api/documents/${encodeURIComponent(id)}/overview`, { signal });
export const readDocument = (id, signal) => json(`/api/documents/${encodeURIComponent(id)}`, { signal });
export const readFile = async (id) => (await send(`/api/documents/${encodeURIComponent(id)}/file`)).blob();
export const readPage = async (id, page, scale, signal) => (await send(`/api/documents/${encodeURIComponent(id)}/pages/${page}.png?scale=${scale}`, { signal })).blob();
export const readBoxes = async (id, start, end, signal) => (await json(`/api/documents/${encodeURIComponent(id)}/boxes?start=${start}&end=${end}`, { signal })).boxes;
export const removeDocument = (id) => send(`/api/documents/${encodeURIComponent(id)}`, { method: "DELETE" });
export const capabilities = () => json("/api/capabilities");
export const sendFeedback = ({ note, ...said }) => json("/api/feedback", { body: { ...said, note: note || null } });
export const examples = async () => (await json("/api/examples")).questions;
export const questionsOf = async (id, signal) => (await json(`/api/examples?document=${encodeURIComponent(id)}`, { signal })).questions;

export function verify({ document_id, start, end, quote, sha256 }) {
  return json("/api/verify", { body: { document_id, start, end, quote, sha256: sha256 ?? null } });
}

/** {ready: true} or {ready: false, reason, progress}; the server not answering at all is one way of not being ready. */
export async function readiness() {
  try {
    const response = await fetch("/readyz");
    return { ready: response.ok, ...(await response.json()) };
  } catch {
    return { ready: false, reason: t("The server cannot be reached; trying again"), progress: null };
  }
}

/**
 * Ask, in what `within` names (ids of documents, and collections as "name/") or in all documents; `on` has a function for each event wanted (sources, delta, citation). Resolves to the whole answer.
 */
export async function ask(question, history, { mode = "extractive", within = [], on = {}, signal } = {}) {
  const response = await send("/api/ask", { body: { question, history, mode, stream: true, ...scopeOf(within) }, signal });
  for await (const { name, data } of readEvents(response.body)) {
    if (name === "final") return data;
    if (name === "error") throw new ApiError(data);
    on[name]?.(data);
  }
  throw new ApiError({ type: "cut-off", status: 0, detail: t("The answer was cut off before its end.") });
}

const scopeOf = (within) => {
  const documents = within.filter((each) => !each.endsWith("/"));
  const collections = within.filter((each) => each.endsWith("/")).map((each) => each.slice(0, -1));
  return { ...(documents.length ? { documents } : {}), ...(collections.length ? { collections } : {}) };
};

const PAGE = 500; // documents asked for at once

/** Yield the list of documents page by page; one that went meanwhile makes it begin anew. */
export async function* documentPages(signal) {
  for (let after = ""; ;) {
    const rows = (await json(`/api/documents?limit=${PAGE}${after && `&after=${encodeURIComponent(after)}`}`, { signal })).documents;
    yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1).id;
  }
}
