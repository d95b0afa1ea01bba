// A wall with nothing on it: looks every ten seconds, and shows an incident as soon as there is one.

import { time } from "./zone.js";

const said = document.querySelector("[role=status]");

async function look() {
  try {
    const answer = await fetch("/wall", { redirect: "manual" });
    if (answer.type === "opaqueredirect") location.reload();
    else if (answer.ok) said.textContent = time(Date.now());
  } catch {
    // Without the program there is nothing to show; it is asked again.
  }
}

setInterval(look, 10000);
look();
