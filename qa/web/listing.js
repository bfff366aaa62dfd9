// The list of documents, any number of them: read page by page, filtered in the browser, drawn as far as it is scrolled.

import { documentPages } from "./api.js";
import { announce, button, count, el } from "./dom.js";
import { Filter } from "./filter.js";
import { rowOf } from "./listed.js";
import { choose, chosen, include } from "./scope.js";
import { t } from "./words.js";

const AT_ONCE = 60; // rows that are drawn at once

export class Listing {
  /** `onCount(indexed)` is called with the number of documents as it becomes known; `removable` are ids. */
  constructor({ onCount, removable }) {
    this.rows = [];
    this.onCount = onCount;
    this.removable = new Set(removable);
    this.filter = new Filter(() => this.draw(true));
    this.collections = el("div");
    this.list = el("ul", { class: "indexed" });
    this.none = el("p", { class: "none", hidden: true });
    this.more = button("", { class: "quiet more", hidden: true }, () => this.drawMore());
    this.skipped = el("section", { class: "unread-files" });
    this.box = el("div", {}, this.filter.box, this.collections, this.none, this.list, this.more, this.skipped);
    new IntersectionObserver(([seen]) => { if (seen.isIntersecting) this.drawMore(); }, { rootMargin: "400px" }).observe(this.more);
  }

  /** Read the list; the first page is shown at once, the whole when it is there. */
  async load() {
    const loading = this.loading = {};
    const rows = [];
    for await (const page of documentPages()) {
      if (loading !== this.loading) return; // it is being read once more
      rows.push(...page);
      if (rows.length === page.length && !this.rows.length) this.show([...rows]);
    }
    this.show(rows);
    forgetMissing(this.indexed);
  }

  get indexed() {
    return this.rows.filter(({ status }) => status === "indexed");
  }

  show(rows) {
    this.rows = rows;
    this.onCount(this.indexed.length);
    this.filter.offer(this.rows);
    this.collections.replaceChildren(...collectionButtons(this.indexed));
    this.draw(false);
  }

  /** Draw what the filter leaves; `asked` where the user has changed it. */
  draw(asked) {
    const found = this.rows.filter((row) => this.filter.leaves(row));
    const shown = asked ? AT_ONCE : Math.max(AT_ONCE, this.list.childElementCount);
    this.waiting = found.filter(({ status }) => status === "indexed");
    this.list.replaceChildren();
    this.drawMore(shown);
    this.drawSkipped(found.filter(({ status }) => status === "skipped"));
    this.none.hidden = Boolean(found.length) || !this.rows.length;
    this.none.replaceChildren(t("No document is like that."), " ", button(t("Show all"), { class: "link" }, () => this.filter.clear()));
    if (asked) announce(found.length ? count(found.length, "document", "documents") : t("No document is like that."));
  }

  drawMore(number = AT_ONCE) {
    const ids = new Set(chosen());
    const choosable = this.indexed.length > 1;
    const rows = this.waiting.splice(0, number);
    this.list.append(...rows.map((row) => rowOf(row, this.optionsOf(row, choosable, ids))));
    this.list.hidden = !this.list.childElementCount;
    this.more.hidden = !this.waiting.length;
    this.more.textContent = t("Show more of {documents}", { documents: count(this.waiting.length + this.list.childElementCount, "document", "documents") });
  }

  drawSkipped(rows) {
    const heading = el("h3", {}, t("Not read ({n})", { n: rows.length }));
    this.skipped.replaceChildren(...(rows.length ? [heading, el("ul", { class: "skipped" }, ...rows.slice(0, AT_ONCE).map((row) => rowOf(row, this.optionsOf(row, false, new Set()))))] : []));
    if (rows.length > AT_ONCE) this.skipped.append(el("p", { class: "from" }, t("and {documents} more", { documents: count(rows.length - AT_ONCE, "document", "documents") })));
  }

  optionsOf(row, choosable, ids) {
    return { removable: this.removable.has(row.id), choosable, checked: isChosen(row, ids), onChoose: (wanted) => this.choose(row, wanted) };
  }

  /** Choose one, or no longer; of a collection that was chosen whole, the others stay. */
  choose(row, wanted) {
    const whole = `${row.collection}/`;
    if (wanted || !row.collection || !chosen().includes(whole)) return include([row.id], wanted);
    const others = this.indexed.filter(({ id, collection }) => collection === row.collection && id !== row.id).map(({ id }) => id);
    choose([...chosen().filter((each) => each !== whole), ...others]);
    return announce(count(others.length, "document", "documents"));
  }

  /** Tick what is chosen. */
  showChosen() {
    const names = new Set(chosen());
    const rows = new Map(this.rows.map((row) => [row.id, row]));
    for (const box of this.list.querySelectorAll(".within input")) box.checked = isChosen(rows.get(box.value), names);
    for (const each of this.collections.querySelectorAll("button")) each.setAttribute("aria-pressed", String(names.has(each.value)));
  }
}

const isChosen = ({ id, collection }, names) => names.has(id) || (Boolean(collection) && names.has(`${collection}/`));

/** A button for each collection, which chooses all that is in it; none where there is one alone. */
function collectionButtons(indexed) {
  const names = [...new Set(indexed.map(({ collection }) => collection).filter(Boolean))].sort();
  if (!names.length || (names.length === 1 && indexed.every(({ collection }) => collection))) return [];
  const buttons = names.map((each) => button(el("bdi", {}, each), { class: "quiet", value: `${each}/`, "aria-pressed": String(chosen().includes(`${each}/`)) }, ({ currentTarget }) => toggle(currentTarget, indexed)));
  return [el("div", { class: "collections", role: "group", "aria-label": t("Ask only in a collection") }, t("Ask only in"), ...buttons)];
}

function toggle({ value }, indexed) {
  const inside = new Set(indexed.filter(({ collection }) => `${collection}/` === value).map(({ id }) => id));
  const wanted = !chosen().includes(value);
  if (wanted) choose(chosen().filter((each) => !inside.has(each))); // the whole says it
  include([value], wanted);
}

/** What is gone is no longer chosen. */
function forgetMissing(indexed) {
  const known = new Set(indexed.flatMap(({ id, collection }) => (collection ? [id, `${collection}/`] : [id])));
  const kept = chosen().filter((each) => known.has(each));
  if (kept.length < chosen().length) choose(kept);
}
