// Finding documents in their list by name, kind, date and collection, all together.

import { el } from "./dom.js";
import { t } from "./words.js";

const MANY = 8; // documents from which on the fields are worth their room

export class Filter {
  /** `onChange()` is called when the user has changed what is wanted. */
  constructor(onChange) {
    this.name = el("input", { type: "search", class: "finder", placeholder: t("Find a document"), "aria-label": t("Find a document"), dir: "auto" });
    this.kind = el("select", { "aria-label": t("Kind of file") });
    this.collection = el("select", { "aria-label": t("Collection") });
    this.since = el("input", { type: "date", "aria-label": t("Dated from") });
    this.until = el("input", { type: "date", "aria-label": t("Dated to") });
    this.dates = el("span", { class: "dates" }, t("Dated"), this.since, "–", this.until);
    this.box = el("div", { class: "filter", role: "search", "aria-label": t("Find documents"), hidden: true }, this.name, this.kind, this.collection, this.dates);
    this.onChange = onChange;
    for (const field of [this.name, this.kind, this.collection, this.since, this.until]) field.addEventListener("input", onChange);
  }

  /** Offer what there is to choose from; a field with nothing to choose is not shown. */
  offer(rows) {
    this.box.hidden = rows.length <= MANY;
    fill(this.kind, t("Any kind"), rows.map(kindOf));
    fill(this.collection, t("Any collection"), rows.map(({ collection }) => collection ?? ""));
    this.dates.hidden = !rows.some(({ date }) => date);
  }

  leaves(row) {
    const words = this.name.value.trim().toLowerCase();
    return (!words || `${row.title}\n${row.source}`.toLowerCase().includes(words))
      && (!this.kind.value || kindOf(row) === this.kind.value)
      && (!this.collection.value || row.collection === this.collection.value)
      && this.isDated(row.date);
  }

  /** A date that is known to the year or the month is within where a part of it is. */
  isDated(date) {
    const { value: since } = this.since;
    const { value: until } = this.until;
    if (!since && !until) return true;
    if (!date) return false;
    const day = date.slice(0, 10);
    return (!since || `${day}-99-99`.slice(0, 10) >= since) && (!until || day <= until);
  }

  clear() {
    for (const field of [this.name, this.kind, this.collection, this.since, this.until]) field.value = "";
    this.onChange();
    this.name.focus();
  }
}

const kindOf = ({ source }) => source.match(/\.([^./]{1,10})$/)?.[1].toLowerCase() ?? "";

function fill(select, all, values) {
  const known = [...new Set(values.filter(Boolean))].sort();
  const { value } = select;
  select.replaceChildren(el("option", { value: "" }, all), ...known.map((each) => el("option", { value: each }, each)));
  select.value = known.includes(value) ? value : "";
  select.hidden = known.length < 2;
}
