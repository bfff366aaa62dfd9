// Going from one quote of an answer to the next, in the panel.

import { announce, byId, el } from "./dom.js";
import { hashOf, open } from "./place.js";
import { enable, step } from "./step.js";
import { number, t } from "./words.js";

let pressed = null; // "previous" or "next", until the focus is on that button again

/** "‹ 2 of 3 ›" over the quotes of the answer that `place` is one of; null where it is the only one. */
export function turning(place) {
  const { among, at } = placeAmong(place);
  if (among.length < 2) return null;
  const previous = step("‹", t("Previous quote"), () => go(place, -1), { "data-step": "previous" });
  const next = step("›", t("Next quote"), () => go(place, 1), { "data-step": "next" });
  enable(previous, at > 0);
  enable(next, at < among.length - 1);
  return el("div", { class: "group turning", role: "group", "aria-label": t("Quotes of the answer") }, previous, el("span", {}, sentence(at, among)), next);
}

const sentence = (at, among) => t("{n} of {all}", { n: number(at + 1), all: number(among.length) });

/** Show the quote before or after `place`; says whether there is one. */
export function go(place, by) {
  const { among, at } = placeAmong(place);
  const other = among[at + by];
  if (!other) return false;
  pressed = by < 0 ? "previous" : "next";
  open({ ...other, among });
  announce(t("Quote {n} of {all}.", { n: number(at + by + 1), all: number(among.length) }));
  return true;
}

/** The panel is drawn anew for each quote: the focus stays on the button that was pressed. */
export function keepFocus(hadFocus) {
  if (pressed && hadFocus) byId("panel").querySelector(`.turning [data-step=${pressed}]`)?.focus({ preventScroll: true });
  pressed = null;
}

function placeAmong(place) {
  const among = place.among ?? [];
  const at = among.findIndex((each) => hashOf(each) === hashOf(place));
  return at < 0 ? { among: [], at } : { among, at };
}
