// The slider over the incident's past: let go, and the board is shown as it was.

import { dayAndTime } from "./zone.js";

export function slide() {
  const slider = document.querySelector(".moments input");
  const shown = document.querySelector(".moments output");
  if (!slider) return;
  slider.addEventListener("input", () => { shown.textContent = dayAndTime(Number(slider.value) * 1000); });
  slider.addEventListener("change", () => {
    const at = new Date(Number(slider.value) * 1000).toISOString();
    location.assign(`?at=${encodeURIComponent(at)}`);
  });
}
