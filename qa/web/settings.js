// The settings of the page, kept in this browser: how it looks, how strict it is, its language.

import { openDialog } from "./dialog.js";
import { el } from "./dom.js";
import { beStrict, isStrict, prefer, preference } from "./preferences.js";
import { chooseLanguage, language, languages, t } from "./words.js";

const THEME = "qa-theme"; // appearance.js reads these two
const SIZE = "qa-text-size";

export function openSettings() {
  return openDialog({
    title: t("Settings"),
    kind: "settings",
    content: [
      choices(t("Theme"), "theme", preference(THEME) ?? "", [["", t("As the system")], ["light", t("Light")], ["dark", t("Dark")]], (value) => look(THEME, value)),
      choices(t("Size of the text"), "size", preference(SIZE) ?? "", [["90", t("Small")], ["", t("Normal")], ["115", t("Large")], ["130", t("Very large")]], (value) => look(SIZE, value)),
      choices(t("Answers"), "strict", isStrict() ? "1" : "", [["", t("Sure and likely ones")], ["1", t("Only when sure")]], (value) => beStrict(value === "1")),
      el("p", { class: "from" }, t("Where an answer is not sure, “Only when sure” shows the statements it would be made of, and does not call them an answer. It holds from the next question on.")),
      languageField(),
    ],
  });
}

function look(name, value) {
  prefer(name, value || null);
  dispatchEvent(new Event("qa-appearance"));
}

function choices(title, name, chosen, options, onChoice) {
  const option = ([value, label]) => el("label", {}, el("input", { type: "radio", name, value, checked: value === chosen, on: { change: () => onChoice(value) } }), label);
  return el("fieldset", {}, el("legend", {}, title), el("div", { class: "choices" }, ...options.map(option)));
}

function languageField() {
  const option = (code) => el("option", { value: code, lang: code, selected: code === language }, ownName(code));
  const field = el("select", { id: "language" }, ...languages().map(option));
  field.addEventListener("change", () => { chooseLanguage(field.value); location.reload(); });
  return el("div", { class: "field" }, el("label", { for: "language" }, t("Language")), field);
}

/** A language's name in itself: "Deutsch" of "de". */
function ownName(code) {
  try {
    const own = new Intl.DisplayNames([code], { type: "language" }).of(code);
    return own[0].toLocaleUpperCase(code) + own.slice(1); // some languages begin their names small, which looks odd in a list
  } catch {
    return code;
  }
}
