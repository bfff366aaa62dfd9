// What the page says, in the language it is read in. The English sentences stand in the code and are the keys of the
// other languages' files, words.LANGUAGE.js, each `export default {"English sentence": "its translation", ...}`.

import { prefer, preference } from "./preferences.js";

const LANGUAGES = new Map([ // by its code: how its words are loaded
  ["de", () => import("./words.de.js")],
  ["es", () => import("./words.es.js")],
  ["fr", () => import("./words.fr.js")],
  ["zh", () => import("./words.zh.js")],
]);
const NAME = "qa-language"; // remembers which was chosen

const wanted = [preference(NAME), ...navigator.languages.map((tag) => tag.split("-")[0])].find((code) => code === "en" || LANGUAGES.has(code)) ?? "en";
const words = await LANGUAGES.get(wanted)?.().then((module) => module.default, () => null); // the page is English where they do not come

/** The code of the language that the page is in: the one chosen, else the browser's first that there is, else English. */
export const language = words ? wanted : "en";

if (words) (await import("./translating.js")).translate(t, language);
document.documentElement.classList.remove("waiting"); // set by appearance.js

/** The sentence in the page's language; `{name}` in it is replaced by `values.name`. */
export function t(sentence, values = {}) {
  return (words?.[sentence] ?? sentence).replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

/** A number as the page's language writes it. */
export const number = (value) => value.toLocaleString(language);

/** The codes of all languages that the page can be read in. */
export const languages = () => ["en", ...LANGUAGES.keys()];

/** Read the page in another language from its next loading on. */
export const chooseLanguage = (code) => prefer(NAME, code);
