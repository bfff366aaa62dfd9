// Files may be dropped anywhere on the page, and pasted; no drop ever leaves the page. What to do with files is loaded
// when there are some.

const holdsFiles = (transfer) => Boolean(transfer?.types.includes("Files"));
const takesText = (target) => target instanceof Element && Boolean(target.closest("textarea, input"));

export function installDropping() {
  addEventListener("dragover", (event) => {
    const files = holdsFiles(event.dataTransfer);
    document.body.classList.toggle("dropping", files);
    if (!files && takesText(event.target)) return; // words may be dragged into a field
    event.preventDefault(); // what is dropped comes here, and is not opened in the page's place
    event.dataTransfer.dropEffect = files ? "copy" : "none";
  });
  addEventListener("dragleave", ({ relatedTarget }) => { if (!relatedTarget) document.body.classList.remove("dropping"); });
  addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (holdsFiles(event.dataTransfer) || !takesText(event.target)) event.preventDefault();
    take(event.dataTransfer);
  });
  addEventListener("paste", (event) => {
    if (!holdsFiles(event.clipboardData)) return;
    event.preventDefault();
    take(event.clipboardData);
  });
}

async function take(transfer) {
  if (!holdsFiles(transfer)) return;
  // Held before anything is waited for: once the event is over, nothing is left in it.
  const held = { entries: [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean), files: [...transfer.files] };
  (await import("./adding.js")).addDropped(held);
}
