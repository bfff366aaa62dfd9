// What was chosen for this page in its settings, kept in this browser.

const STRICT = "qa-strict";

/** What was chosen under a name, or null. */
export function preference(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // the user has forbidden the browser to keep anything
  }
}

/** Keep a choice; null goes back to what holds without one. */
export function prefer(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // it holds until the page is closed
  }
}

/** Whether answers are given only where they are sure. */
export const isStrict = () => preference(STRICT) === "1";
export const beStrict = (strict) => prefer(STRICT, strict ? "1" : null);
