// Keeps the telephone list true every few seconds, and says since when it is not. A line in which
// somebody types, or has typed or opened the note, is left alone until they are done.

import { againAndAgain } from "./again.js";
import { BOUND_MS, watchSilence } from "./silence.js";
import { time } from "./zone.js";

const EVERY_MS = 2500; // leaves an answer 2 s before the silence is said
const list = document.getElementById("calls");
const state = document.getElementById("calls-state");
const came = new WeakMap(); // element → how the server wrote it
let lastTime = list.dataset.now; // the server's: the browser's clock may be wrong

function remember(place) {
  for (const child of place.children) {
    if ("group" in child.dataset) remember(child);
    else came.set(child, child.outerHTML);
  }
}

function busy(line) {
  const at = document.activeElement;
  if (at && line.contains(at) && at.matches("input")) return true;
  if (line.querySelector("details.said[open]")) return true;
  return [...line.querySelectorAll('input:not([type="hidden"])')].some((input) => input.value !== input.defaultValue || input.checked !== input.defaultChecked);
}

function replace(old, fresh) {
  const open = [...old.querySelectorAll("details")].map((d) => d.open);
  const focused = [...old.querySelectorAll("a, button, summary")].indexOf(document.activeElement);
  old.replaceWith(fresh);
  fresh.querySelectorAll("details").forEach((d, n) => { if (open[n]) d.open = true; });
  if (focused >= 0) fresh.querySelectorAll("a, button, summary")[focused]?.focus({ preventScroll: true });
}

function merge(place, fresh) {
  const wanted = [...fresh.children];
  const keys = new Set(wanted.map((child) => child.dataset.key));
  for (const child of [...place.children]) if (!keys.has(child.dataset.key) && !busy(child)) child.remove();
  let at = place.firstElementChild;
  for (const child of wanted) {
    const old = [...place.children].find((other) => other.dataset.key === child.dataset.key);
    let here = old;
    if (!old) {
      here = child;
      if ("group" in child.dataset) remember(child);
      else came.set(child, child.outerHTML);
    } else if ("group" in child.dataset) {
      merge(old, child);
    } else if (came.get(old) !== child.outerHTML && !busy(old)) {
      if (at === old) at = child;
      came.set(child, child.outerHTML);
      replace(old, child);
      here = child;
    }
    // Moving an element would take the cursor out of it.
    if (here === at) at = at.nextElementSibling;
    else if (!here.isConnected || !busy(here)) place.insertBefore(here, at);
  }
}

function say(lost) {
  const at = time(new Date(lastTime));
  state.classList.toggle("lost", lost);
  document.body.classList.toggle("lost", lost);
  state.textContent = lost ? state.dataset.lost.replace("%s", at) : `${state.dataset.ok} ${at}`;
}

const silence = watchSilence(() => say(true));

async function renew() {
  try {
    const answer = await fetch(`${list.dataset.here}?part=list`, {
      headers: { accept: "text/html" },
      signal: AbortSignal.timeout(BOUND_MS),
    });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const fresh = document.createElement("template");
    fresh.innerHTML = await answer.text();
    merge(list, fresh.content);
    lastTime = answer.headers.get("x-now");
    silence.heard();
    say(false);
  } catch {
    say(true);
  }
}

remember(list);
say(false);
setTimeout(againAndAgain, EVERY_MS, renew, () => EVERY_MS);
