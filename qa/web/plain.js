// The words of a quote as plain text, in a shape that a message or a sheet takes: an item a line, the cells of a row apart by
// tabs, code as it stands.

const LINES = "div, p, li, tr, dt, dd, pre, h3, h4, h5, h6"; // what begins on a line of its own

/** The text of a quote's element, drawn by shape.js. */
export function plainText(words) {
  const lines = [];
  write(words, "", lines);
  return lines.map((line) => line.trimEnd()).join("\n").trim();
}

/** Add the lines of an element; `indent` is that of the list it stands in. */
function write(node, indent, lines) {
  let isOpen = false; // whether what follows goes on in the last line
  for (const child of node.childNodes) {
    if (child.nodeType === Node.ELEMENT_NODE && (child.matches(LINES) || child.querySelector(LINES))) {
      block(child, indent, lines);
      isOpen = false;
    } else {
      const [first, ...more] = child.textContent.replace(/[^\S\n]+/g, " ").replace(/\n\s*\n/g, "\n\n").split("\n").map((line, i) => (i ? line.trimStart() : line));
      if (isOpen) lines[lines.length - 1] += first;
      else lines.push(first.trimStart());
      lines.push(...more);
      isOpen = true;
    }
  }
}

function block(node, indent, lines) {
  if (node.matches("tr")) lines.push([...node.cells].map(cellText).join("\t"));
  else if (node.matches("pre")) lines.push(...node.textContent.trimEnd().split(/\r?\n/));
  else if (node.matches("li")) {
    const own = [];
    write(node, `${indent}   `, own);
    const [first = "", ...more] = own;
    lines.push(`${indent}${"numbered" in node.dataset ? "" : "- "}${first}`, ...more);
  } else write(node, indent, lines);
}

/** A cell that goes over several columns leaves the others empty. */
const cellText = (cell) => cell.textContent.replace(/\s+/g, " ").trim() + "\t".repeat(cell.colSpan - 1);
