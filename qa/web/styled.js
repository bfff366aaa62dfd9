// Style sheets of what is not on the page from the start.

const loaded = new Map();

/** Resolve once the style sheet is there; the page works without it, too. */
export function styled(name) {
  if (!loaded.has(name)) loaded.set(name, new Promise((done) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL(name, import.meta.url).href, onload: done, onerror: done });
    document.head.append(link);
  }));
  return loaded.get(name);
}
