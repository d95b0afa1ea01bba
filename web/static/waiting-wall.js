// A wall with nothing on it: looks every three seconds, and shows an incident as soon as there is one.

import { time } from "./zone.js";

const EVERY_MS = 3000;
const said = document.querySelector("[role=status]");
let lookedAt = Date.now();

async function look() {
  try {
    const answer = await fetch("/wall", { redirect: "manual" });
    if (answer.type === "opaqueredirect") location.reload();
    else if (!answer.ok) throw new Error(String(answer.status));
    else {
      lookedAt = Date.now();
      said.textContent = time(lookedAt);
    }
  } catch {
    // Without the program there is nothing to show; it is asked again.
    said.textContent = said.dataset.lost.replace("%s", time(lookedAt));
  }
}

setInterval(look, EVERY_MS);
look();
