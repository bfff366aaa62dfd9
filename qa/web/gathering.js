// From what a user chose, dropped or pasted to the list of files in it, each with the folder that it lies in.

import { t } from "./words.js";

/** Files of an <input>; those of a folder say where they lie. */
export const fromField = (files) => [...files].filter((file) => !isHidden(file.webkitRelativePath)).map((file) => wanted(file, file.webkitRelativePath || file.name));

/** Files and whole folders that were dropped or pasted: the browser's `entries`, or `files` where it has none. */
export async function fromTransfer({ entries, files }) {
  if (!entries.length) return files.map((file) => wanted(file, file.name));
  const found = [];
  for (const waiting = [...entries].reverse(); waiting.length;) {
    const entry = waiting.pop();
    if (entry.isDirectory) waiting.push(...(await inside(entry)).reverse());
    else found.push(await opened(entry));
  }
  return found;
}

async function inside(folder) {
  const reader = folder.createReader();
  const found = [];
  for (;;) {
    // A folder is read a hundred entries at a time; one that may not be read has none.
    const some = await new Promise((done) => reader.readEntries(done, () => done([])));
    if (!some.length) return found.filter(({ name }) => !name.startsWith("."));
    found.push(...some);
  }
}

async function opened(entry) {
  const path = entry.fullPath.replace(/^\//, "");
  try {
    return wanted(await new Promise((done, fail) => entry.file(done, fail)), path);
  } catch {
    return { ...placed(path), reason: t("The browser may not read this file.") };
  }
}

const wanted = (file, path) => ({ file, ...placed(path) });

function placed(path) {
  const parts = path.split("/");
  const name = parts.pop();
  return { name, folder: parts.join("/") };
}

const isHidden = (path) => path.split("/").some((part) => part.startsWith("."));
