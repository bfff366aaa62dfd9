// A place in a document, written as the address: /#d={id}&s={start}&e={end}&h={sha256}. The address is the one truth
// about what the panel shows, so that a link, a reload and the back button all do what they say.

const SHELF = "#documents";
const ABOUT = "p=about"; // a document's own page

// What is known of a place beyond its address: quote, highlights, number.
const known = new Map();

export function hashOf({ document_id, start, end, sha256, about }) {
  const parts = [`d=${encodeURIComponent(document_id)}`];
  if (about) return `#${parts[0]}&${ABOUT}`;
  if (end > start) parts.push(`s=${start}`, `e=${end}`);
  if (sha256) parts.push(`h=${sha256}`);
  return `#${parts.join("&")}`;
}

/** Read the address: null, {shelf: true}, or a place. */
export function current() {
  const hash = location.hash;
  if (hash === SHELF) return { shelf: true };
  const fields = new URLSearchParams(hash.slice(1));
  if (!fields.get("d")) return null;
  if (fields.get("p") === "about") return { document_id: fields.get("d"), about: true };
  const place = { document_id: fields.get("d"), start: offset(fields.get("s")), end: offset(fields.get("e")), sha256: fields.get("h") };
  return { ...place, ...known.get(hash) };
}

function offset(text) {
  return /^\d{1,15}$/.test(text ?? "") ? Number(text) : null;
}

export const linkTo = (place) => `${location.origin}/${hashOf(place)}`;

/** Show a place. The first one is a new step of the history, so that "back" closes the panel; further ones replace it. */
export function open(place) {
  const hash = place.shelf ? SHELF : hashOf(place);
  if (!place.shelf) known.set(hash, place);
  if (hash === location.hash) changed();
  else if (current()) replace(hash);
  else {
    history.pushState({ opened: true }, "", hash);
    changed();
  }
}

let leaving = false; // going back takes a moment, and a second step back would leave the page

export function close() {
  if (leaving) return;
  leaving = Boolean(history.state?.opened);
  if (leaving) history.back();
  else replace(location.pathname + location.search);
}

/** Put other fields into the query of the address, in this step of the history; the place stays. */
export function replaceQuery(fields) {
  const query = String(fields).replaceAll("%2F", "/");
  history.replaceState(history.state, "", `${location.pathname}${query && `?${query}`}${location.hash}`);
}

function replace(address) {
  history.replaceState(history.state, "", address);
  changed();
}

let shown = null;
let changed = () => {};

/** Call `listener` whenever the place may have changed, and once now. */
export function onChange(listener) {
  changed = () => {
    shown = location.hash;
    listener(current());
  };
  // Browsers differ in which of the two they fire for an address that was edited by hand.
  const moved = () => {
    leaving = false;
    if (location.hash !== shown) changed();
  };
  addEventListener("popstate", moved);
  addEventListener("hashchange", moved);
  changed();
}
