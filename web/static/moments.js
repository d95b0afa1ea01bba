// The slider over the incident's past: let go, and the board is shown as it was.

import { dayAndTime } from "./zone.js";

const EVERY_MS = 1000;

// `now` tells the incident's time while it goes on; until somebody moves the slider it stays at its end.
export function slide(now) {
  const slider = document.querySelector(".moments input");
  const shown = document.querySelector(".moments output");
  if (!slider) return;
  const show = () => { shown.textContent = dayAndTime(Number(slider.value) * 1000); };
  if (now) {
    setInterval(() => {
      const atEnd = slider.value === slider.max && document.activeElement !== slider;
      slider.max = String(Math.floor(now() / 1000));
      if (!atEnd) return;
      slider.value = slider.max;
      show();
    }, EVERY_MS);
  }
  slider.addEventListener("input", show);
  slider.addEventListener("change", () => {
    const at = new Date(Number(slider.value) * 1000).toISOString();
    location.assign(`?at=${encodeURIComponent(at)}`);
  });
}
