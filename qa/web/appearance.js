// Theme and size of the text, as they were chosen in the settings, and whether another language than English may follow.
// Not a module: it runs before anything is drawn, so that the page never shows the other theme or English first.

(() => {
  const CHANGED = "qa-appearance"; // told by the settings when something else was chosen

  const chosen = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // the user has forbidden the browser to keep anything
    }
  };

  const apply = () => {
    const root = document.documentElement;
    const theme = chosen("qa-theme");
    const size = Number(chosen("qa-text-size"));
    root.style.colorScheme = theme === "light" || theme === "dark" ? theme : "";
    root.style.fontSize = size >= 80 && size <= 200 ? `${size}%` : "";
    for (const colour of document.querySelectorAll("meta[name=theme-color]")) {
      const own = colour.dataset.scheme;
      colour.media = root.style.colorScheme ? (own === theme ? "all" : "not all") : `(prefers-color-scheme: ${own})`;
    }
  };

  apply();
  // The style sheet draws nothing of a page that waits for its words; words.js ends that.
  if (!(chosen("qa-language") ?? navigator.language).startsWith("en")) document.documentElement.classList.add("waiting");
  addEventListener(CHANGED, apply);
  addEventListener("storage", apply);
})();
