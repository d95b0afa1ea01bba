// The responders' page: fresh while there is signal, honest while there is none.

import { againAndAgain } from "./again.js";
import { makeAlarm } from "./alarm.js";
import { hold, mark as markApprovals } from "./approvals.js";
import { clearPictures, picturesOf, say, takePictures } from "./chooser.js";
import { makeClock } from "./clocks.js";
import { ended, signedIn, watchEnding } from "./ending.js";
import { dropAllPictures } from "./pictures.js";
import { makeQueue } from "./queue.js";
import { BOUND_MS, watchSilence } from "./silence.js";
import { showQueue } from "./waiting.js";
import { dayAndTime, time } from "./zone.js";

// Where something may be approved it is asked oftener, so that silence is seen in time; a phone with
// nothing to approve saves its battery.
const EVERY_MS = 5000;
const APPROVES_EVERY_MS = 2000;
const ASKS_WITHIN_MS = 4500;
const ANCHOR = "tailings-anchor";
const KEPT = "pages";
const SEVERAL = ["RecordClaim", "AddNote"]; // one may wait while the next is told

const page = document.getElementById("phone");
const { incident, person } = page.dataset;
const here = `/incidents/${encodeURIComponent(incident)}/me`;
const held = new Map();
const alarm = makeAlarm(page, { sound: "sound" });
let tag = null;
let lastTime = page.dataset.kept || page.dataset.now; // the server's: the phone's may be wrong
let lost = Boolean(page.dataset.kept);

// -- time: the incident's, from the last word of the server; a kept page goes on from there --------

const clock = makeClock(page);

function anchor(now, rate) {
  clock.set(now, rate);
  lastTime = now;
  localStorage.setItem(ANCHOR, JSON.stringify({ incident, now, rate: Number(rate), phone: Date.now() }));
}

if (page.dataset.kept) {
  const last = JSON.parse(localStorage.getItem(ANCHOR) ?? "null");
  if (last?.incident === incident) {
    clock.set(new Date(Date.parse(last.now) + (Date.now() - last.phone) * last.rate).toISOString(), last.rate);
  }
} else {
  anchor(page.dataset.now, page.dataset.rate);
}

// -- what is shown ---------------------------------------------------------------------------------

function busy(part) {
  const at = document.activeElement;
  const typing = part.contains(at) && at.matches("input:not([type=hidden]), textarea, select");
  return typing || part.querySelector(".pictures li") || [...part.querySelectorAll("textarea, input[type=text], input:not([type])")].some((f) => f.value !== f.defaultValue);
}

function put(part, html) {
  const open = [...part.querySelectorAll("details[open]")].map((d) => d.dataset.key);
  part.innerHTML = html;
  for (const key of open) part.querySelector(`details[data-key="${CSS.escape(key)}"]`)?.setAttribute("open", "");
}

// Where somebody is typing, the news of that part waits until they have finished.
function apply(parts) {
  for (const [name, html] of Object.entries(parts)) held.set(name, html);
  settle();
}

function settle() {
  for (const [name, html] of held) {
    const part = page.querySelector(`[data-part="${name}"]`);
    if (part && busy(part)) continue;
    if (part) put(part, html);
    held.delete(name);
  }
  mark();
  markApprovals();
  clock.tick();
  alarm.look();
}

function mark() {
  const waiting = new Map(queue.items().filter((i) => !i.refused).map((i) => [i.what, i]));
  for (const form of page.querySelectorAll("form[data-press]")) {
    const item = waiting.get(form.dataset.what);
    form.classList.toggle("waiting", Boolean(item) && !SEVERAL.includes(form.dataset.press));
  }
}

function connection(there) {
  lost = !there;
  document.body.classList.toggle("lost", lost);
  hold(lost);
  const words = page.dataset;
  const told = lost ? words.lost.replace("{time}", time(new Date(lastTime))) : `● ${words.fine}`;
  const link = document.getElementById("link");
  if (link.textContent !== told) link.textContent = told;
  if (there && page.dataset.kept) page.dataset.kept = "";
}

const approves = () => Boolean(page.querySelector("[data-approves]"));
const silence = watchSilence(
  () => connection(false),
  () => (approves() ? BOUND_MS : EVERY_MS + ASKS_WITHIN_MS),
);

// What came after the page was loaded is kept beside it, so that no order that was seen is lost.
// Nothing is kept for who is leaving: it would come after the clearing and outlive them.
let leaving = false;
let keeping = Promise.resolve();

async function keep(parts, at) {
  if (!globalThis.caches || leaving) return;
  await (await caches.open(KEPT)).put(`${here}/parts`, new Response(JSON.stringify({ at, person, parts })));
}

async function recall() {
  const kept = await (await caches.open(KEPT)).match(`${here}/parts`);
  const last = kept && await kept.json();
  if (!last || last.person !== person || Date.parse(last.at) < Date.parse(page.dataset.kept)) return;
  page.dataset.kept = lastTime = last.at;
  page.querySelector(".kept-at").textContent = dayAndTime(new Date(last.at));
  connection(false);
  apply(last.parts);
}

// -- the server ------------------------------------------------------------------------------------

// Whoever is signed in now gets a page of their own; nothing that was kept for another stays.
async function otherPerson() {
  if (globalThis.caches) await caches.delete(KEPT);
  location.reload();
}

export async function refresh() {
  try {
    const answer = await fetch(`${here}/parts`, {
      headers: tag ? { "if-none-match": tag } : {},
      signal: AbortSignal.timeout(ASKS_WITHIN_MS),
    });
    if (answer.status === 401) {
      if (!ended()) location.assign("/sign-in");
      throw new Error("signed out");
    }
    signedIn();
    const whose = answer.headers.get("x-person");
    if (whose && decodeURIComponent(whose) !== person) return otherPerson();
    if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
    const parts = answer.status === 200 ? await answer.json() : null;
    const now = answer.headers.get("x-incident-now");
    anchor(now, answer.headers.get("x-incident-rate"));
    if (parts) {
      apply(parts);
      keeping = keep(parts, now).catch(() => {});
      tag = answer.headers.get("etag");
    }
    silence.heard();
    connection(true);
    queue.send();
  } catch {
    connection(false);
  }
}

const queue = makeQueue({ incident, person }, {
  onChange: () => { showQueue(page, queue); mark(); },
  onAnswer: () => refresh(),
  onOther: () => otherPerson(),
});

// -- pressing --------------------------------------------------------------------------------------

// Presses stay for the one who pressed; photographs would lie open to whoever has the phone next.
async function leave(form) {
  const unsent = queue.items().filter((item) => !item.refused);
  const pictures = unsent.some((item) => item.pictures?.some(({ material }) => !material));
  const asked = pictures ? page.dataset.stayPictures : page.dataset.stay;
  if (unsent.length && !confirm(asked)) return;
  leaving = true;
  await Promise.all([keeping, dropAllPictures().catch(() => {})]);
  form.submit();
}

// The form is emptied only once its photographs are kept, so that none is lost where there is no
// room for them.
async function give(form, pressed) {
  const taken = picturesOf(form).map(({ bytes }) => bytes);
  const button = taken.length ? form.querySelector("button.main") : null;
  button?.setAttribute("disabled", "");
  try {
    await queue.put(pressed, taken);
  } catch (full) {
    if (!taken.length) throw full;
    say(form, page.dataset.noRoom);
    return;
  } finally {
    button?.removeAttribute("disabled");
  }
  clearPictures(form);
  form.reset();
  form.closest("details.ask-more")?.removeAttribute("open");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id === "leave") {
    event.preventDefault();
    leave(form);
    return;
  }
  if (!form.matches("form[data-press]")) return;
  event.preventDefault();
  const fields = {};
  for (const [name, value] of new FormData(form, event.submitter)) {
    if (name !== "command" && !name.startsWith("_") && value !== "") fields[name] = value;
  }
  const says = event.submitter?.name ? `${form.dataset.says} · ${event.submitter.textContent.trim()}` : form.dataset.says;
  const picked = [...form.querySelectorAll("input:checked + span")].map((s) => s.textContent).join(" ");
  const { press, what } = form.dataset;
  const detail = { RecordClaim: ` ${picked} ${fields.value}`, AddNote: ` · ${fields.note}` }[press] ?? "";
  const at = new Date(clock.now()).toISOString();
  give(form, { command: press, fields, what, says: says + detail, at });
});

page.addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]");
  if (!step) return;
  const field = step.parentElement.querySelector("input");
  field.value = String(Math.max(0, (Number(field.value) || 0) + Number(step.dataset.step)));
});
page.addEventListener("focusout", () => setTimeout(settle, 0));

addEventListener("offline", () => connection(false));
addEventListener("online", refresh);
addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
setInterval(() => {
  clock.tick();
  document.getElementById("clock").textContent = time(clock.now());
}, 500);

takePictures();
showQueue(page, queue);
mark();
alarm.look();
if (page.dataset.kept) await recall();
if (lost) connection(false);
againAndAgain(refresh, () => (approves() ? APPROVES_EVERY_MS : EVERY_MS));
watchEnding();
navigator.serviceWorker?.register("/sw.js");

