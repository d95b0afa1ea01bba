// A sign-in that ends is said half an hour before, in time to stay; and once it has ended, over what
// somebody is typing: the page is not left with it.

const SOON_S = 30 * 60;
const LOOKS_S = 60 * 60;
const SOONEST_S = 60;
const WHEN = "/sessions/ends.json";

let told = null;
let bar = null;
let timer = null;
let put = null; // the words that somebody has put away

function press(words, then) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", then);
  bar.append(made);
}

function say(words, longer) {
  if (words && (words === put || (bar?.isConnected && bar.firstChild.data === words))) return;
  bar?.remove();
  bar = null;
  if (!words) return;
  bar = document.createElement("div");
  bar.className = "ending no-print";
  bar.setAttribute("role", "alert");
  bar.append(words);
  if (longer) press(longer, () => ask("/sessions/stay", "POST"));
  press(told.close, () => { put = words; bar.remove(); });
  // Beside a form that is open over the page nothing else can be read or pressed.
  (document.querySelector("dialog[open]") ?? document.body).prepend(bar);
}

async function ask(where = WHEN, method = "GET") {
  clearTimeout(timer);
  const lang = document.documentElement.lang === "en" ? "en" : "zh";
  let next = SOONEST_S;
  try {
    const answer = await fetch(`${where}?lang=${lang}`, { method, headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    told = await answer.json();
    const soon = told.left_s <= SOON_S;
    say(soon && told.soon, told.stay);
    next = Math.max(SOONEST_S, Math.min(LOOKS_S, told.left_s - SOON_S));
  } catch {
    // without a connection the page says so itself
  }
  timer = setTimeout(ask, next * 1000);
}

function typed(field) {
  if (field.type === "hidden" || !field.getClientRects().length) return false;
  if (field.matches("select")) return [...field.options].some((one) => one.selected !== one.defaultSelected);
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  return field.type === "file" ? field.files.length > 0 : field.value !== field.defaultValue;
}

// A form that is open over the page, or in a row of it, may hold what a refusal gave back.
const OPEN = "#form[open] form, .in-place form";
const forms = () => [...document.forms].filter((form) => form.getAttribute("method") === "post");
const fields = (form) => [...form.elements].filter((one) => one.matches("input, select, textarea"));

// The sign-in has ended. True where the page stays, with what is typed on it, and says so.
export function ended() {
  if (!told || !(document.querySelector(OPEN) || forms().flatMap(fields).some(typed))) return false;
  clearTimeout(timer);
  put = null;
  say(told.ended);
  return true;
}

// Somebody is signed in again.
export function signedIn() {
  if (told && (put ?? bar?.firstChild.data) === told.ended) ask();
}

export const watchEnding = () => ask();
