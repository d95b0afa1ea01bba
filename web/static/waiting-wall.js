// A wall with nothing on it: looks every two seconds, shows an incident as soon as there is one, and
// says since when it has not been able to look.

import { againAndAgain } from "./again.js";
import { BOUND_MS, watchSilence } from "./silence.js";
import { time } from "./zone.js";

const EVERY_MS = 2000;
const said = document.querySelector("[role=status]");
let lookedAt = said.dataset.now; // the server's: the browser's clock may be wrong

function say(lost) {
  const at = time(new Date(lookedAt));
  said.textContent = lost ? said.dataset.lost.replace("%s", at) : at;
  document.body.classList.toggle("lost", lost);
}

const silence = watchSilence(() => say(true));

async function look() {
  try {
    const answer = await fetch("/wall", { redirect: "manual", signal: AbortSignal.timeout(BOUND_MS) });
    if (answer.type === "opaqueredirect") {
      location.reload();
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    lookedAt = answer.headers.get("x-now");
    silence.heard();
    say(false);
  } catch {
    // Without the program there is nothing to show; it is asked again.
    say(true);
  }
}

say(false);
againAndAgain(look, () => EVERY_MS);
