// Finding words in a text: whatever their case, their accents and the white space between them.

const ACCENTED = /[\u0080-\uffff]/g;
const MARKS = "\\p{M}*"; // accents that stand as characters of their own behind their letter

/** The text with every character in its plain form; offsets stay the same. */
export function folded(text) {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()).replace(ACCENTED, plain);
}

const known = new Map();

function plain(character) {
  if (!known.has(character)) {
    const letter = character.normalize("NFD").replace(/(?<=^\P{M})\p{M}+$/u, "").toLowerCase();
    known.set(character, letter.length === 1 ? letter : character);
  }
  return known.get(character);
}

/** Where `words` stand in a folded text, {start, end} each, at most `most`. */
export function placesOf(foldedText, words, most) {
  const signs = Array.from(folded(words.normalize("NFC").trim()).replace(/(?<=\P{M})\p{M}+/gu, ""));
  if (!signs.length) return [];
  const pattern = signs.map((sign) => (/\s/.test(sign) ? "\\s+" : sign.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&") + MARKS)).join("").replace(/(\\s\+)+/g, "\\s+");
  const found = [];
  for (const match of foldedText.matchAll(new RegExp(pattern, "gu"))) {
    found.push({ start: match.index, end: match.index + match[0].length });
    if (found.length === most) break;
  }
  return found;
}
