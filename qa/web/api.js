// The HTTP surface, as functions. Failures are ApiErrors that carry the server's problem.

import { readEvents } from "./events.js";

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

async function send(path, { body, file, signal, method = body || file ? "POST" : "GET" } = {}) {
  const headers = {};
  const key = sessionStorage.getItem(KEY);
  if (key) headers.Authorization = `Bearer ${key}`;
  if (body) headers["Content-Type"] = "application/json";
  if (file) headers["Content-Type"] = "application/octet-stream"; // whatever it is: other sites' forms cannot send that
  let response;
  try {
    response = await fetch(path, { method, headers, signal, body: body ? JSON.stringify(body) : file });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError({ type: "unreachable", status: 0, detail: "The server cannot be reached. Is it still running?" });
  }
  if (response.status === 401 && (await askForKey(Boolean(key)))) return send(path, { body, file, signal, method });
  if (!response.ok) throw await asError(response);
  return response;
}

async function asError(response) {
  const retryAfter = Number(response.headers.get("Retry-After")) || null;
  try {
    return new ApiError(await response.json(), retryAfter);
  } catch {
    return new ApiError({ status: response.status, detail: `The server answered ${response.status}.` }, retryAfter);
  }
}

const json = async (path, options) => (await send(path, options)).json();

export const documents = async () => (await json("/api/documents")).documents;
export const readDocument = (id, signal) => json(`/api/documents/${encodeURIComponent(id)}`, { signal });
export const readFile = async (id) => (await send(`/api/documents/${encodeURIComponent(id)}/file`)).blob();
export const readPage = async (id, page, scale, signal) => (await send(`/api/documents/${encodeURIComponent(id)}/pages/${page}.png?scale=${scale}`, { signal })).blob();
export const readBoxes = async (id, start, end, signal) => (await json(`/api/documents/${encodeURIComponent(id)}/boxes?start=${start}&end=${end}`, { signal })).boxes;
export const addDocument = (file) => json(`/api/documents?name=${encodeURIComponent(file.name)}`, { file });
export const removeDocument = (id) => send(`/api/documents/${encodeURIComponent(id)}`, { method: "DELETE" });
export const capabilities = () => json("/api/capabilities");
export const sendFeedback = ({ note, ...said }) => json("/api/feedback", { body: { ...said, note: note || null } });
export const examples = async () => (await json("/api/examples")).questions;

export function verify({ document_id, start, end, quote, sha256 }) {
  return json("/api/verify", { body: { document_id, start, end, quote, sha256: sha256 ?? null } });
}

/** {ready: true} or {ready: false, reason, progress}; the server not answering at all is one way of not being ready. */
export async function readiness() {
  try {
    const response = await fetch("/readyz");
    return { ready: response.ok, ...(await response.json()) };
  } catch {
    return { ready: false, reason: "The server cannot be reached; trying again", progress: null };
  }
}

/**
 * Ask, in the documents with the ids `within` or in all; `on` has a function for each event wanted (sources, delta, citation). Resolves to the whole answer.
 */
export async function ask(question, history, { mode = "extractive", within = [], on = {}, signal } = {}) {
  const response = await send("/api/ask", { body: { question, history, mode, stream: true, ...(within.length ? { documents: within } : {}) }, signal });
  for await (const { name, data } of readEvents(response.body)) {
    if (name === "final") return data;
    if (name === "error") throw new ApiError(data);
    on[name]?.(data);
  }
  throw new ApiError({ type: "cut-off", status: 0, detail: "The answer was cut off before its end." });
}
