// The list of keys.

import { openDialog } from "./dialog.js";
import { el } from "./dom.js";
import { t } from "./words.js";

export function openShortcuts() {
  const rows = [
    [["Enter"], t("Ask")],
    [["Shift", "Enter"], t("Start a new line")],
    [["↑"], t("In the empty box: the last question again")],
    [["/"], t("Go to the box for the question")],
    [["Esc"], t("Close what is open, or stop the question that runs")],
    [["?"], t("Show these shortcuts")],
  ];
  const keys = (names) => names.flatMap((name, i) => [i ? "+" : "", el("kbd", {}, name)]);
  return openDialog({ title: t("Keyboard shortcuts"), kind: "shortcuts", content: [el("dl", {}, ...rows.flatMap(([names, words]) => [el("dt", {}, ...keys(names)), el("dd", {}, words)]))] });
}
