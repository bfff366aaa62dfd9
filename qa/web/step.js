// Buttons that go one step: they stay where the focus is when there is no further step.

import { button } from "./dom.js";

export function step(sign, label, onStep, props = {}) {
  return button(sign, { class: "quiet step", "aria-label": label, title: label, ...props }, (event) => {
    if (event.currentTarget.getAttribute("aria-disabled") !== "true") onStep();
  });
}

export const enable = (node, possible) => node.setAttribute("aria-disabled", String(!possible));
