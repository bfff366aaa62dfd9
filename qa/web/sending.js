// Sending one file, or a web address, and hearing how far the server is with it.

import { anotherKey, ApiError, keyHeaders, send, unreachable } from "./api.js";
import { parse, readEvents } from "./events.js";
import { t } from "./words.js";

/**
 * Send a file. `on.sent(share)` is called while it goes out, `on.progress({stage, share})` while the server works on
 * it. Resolves to the document's row in the list.
 */
export async function sendFile({ file, name, folder }, on, signal) {
  const address = `/api/documents?${new URLSearchParams({ name, stream: "true", ...(folder ? { folder } : {}) })}`;
  for (;;) {
    const { status, text, retryAfter } = await post(address, file, on, signal);
    if (status === 401 && (await anotherKey())) continue;
    if (status === 200) return lastEvent(text);
    throw new ApiError(problem(status, text), retryAfter);
  }
}

/** Have the server fetch a web address; as `sendFile`. */
export async function sendAddress({ url }, on, signal) {
  const response = await send("/api/documents/fetch", { body: { url, stream: true }, signal });
  for await (const { name, data } of readEvents(response.body)) {
    if (name === "progress") on.progress(data);
    else return settled({ name, data });
  }
  throw cutOff();
}

// XMLHttpRequest, as fetch does not say how much of a body has been sent.
function post(address, file, on, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    // Whatever the file is: other sites' forms cannot send this type.
    for (const [name, value] of Object.entries({ ...keyHeaders(), "Content-Type": "application/octet-stream" })) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => on.sent(total ? loaded / total : 1);
    request.onprogress = () => { if (request.status === 200) tell(request.responseText, on); };
    request.onload = () => resolve({ status: request.status, text: request.responseText, retryAfter: Number(request.getResponseHeader("Retry-After")) || null });
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    if (signal.aborted) return reject(new DOMException("cancelled", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

/** The last whole event of what has come is how far it is now. */
function tell(text, on) {
  const event = eventsOf(text).findLast(({ name }) => name === "progress");
  if (event) on.progress(event.data);
}

function lastEvent(text) {
  const event = eventsOf(text).at(-1);
  if (!event) throw cutOff();
  return settled(event);
}

const eventsOf = (text) => text.split("\n\n").slice(0, -1).map(parse).filter(Boolean);

function settled({ name, data }) {
  if (name === "final") return data;
  throw name === "error" ? new ApiError(data) : cutOff();
}

const cutOff = () => new ApiError({ type: "cut-off", status: 0, detail: t("The server broke off before it was done.") });

function problem(status, text) {
  try {
    return JSON.parse(text);
  } catch {
    return { status, detail: t("The server answered {status}.", { status }) };
  }
}
