// A form that could not be sent stays with all that was typed, and carries its own key: sent again,
// or after an answer that was lost, it counts once.

import { mark } from "./approvals.js";
import { ended } from "./ending.js";

const ANSWERS_WITHIN_MS = 15000;

const within = () => AbortSignal.timeout(ANSWERS_WITHIN_MS);

function notice(words) {
  const made = document.createElement("p");
  made.className = "refusal unsent";
  made.setAttribute("role", "alert");
  made.textContent = words;
  return made;
}

function show(form, said) {
  form.prepend(said);
  said.scrollIntoView({ block: "nearest" });
}

function keyed(form) {
  if (form.elements.namedItem("_key")) return;
  const key = document.createElement("input");
  const digits = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0"));
  Object.assign(key, { type: "hidden", name: "_key", value: digits.join("") });
  form.append(key);
}

// What was typed, and what the pressed button says.
function answers(form, button) {
  const said = new URLSearchParams(new FormData(form));
  if (button?.name) said.append(button.name, button.value);
  return said;
}

export async function opened(href, shape) {
  const answer = await fetch(href, { headers: { "x-dialogue": shape }, signal: within() });
  return answer.text();
}

const signedOut = (answer) => answer.redirected && new URL(answer.url).pathname === "/sign-in";

// The answer's status and words. Null where none came, or nobody is signed in any more: that is said
// in the form, which stays. Whoever signs in beside it sends nothing of it as theirs.
// A form that asks for a field called `action` hides its own property of that name behind it.
export async function sent(form, button, shape) {
  keyed(form);
  form.querySelector(".unsent")?.remove();
  const body = answers(form, button);
  button?.setAttribute("disabled", "");
  try {
    const person = encodeURIComponent(document.documentElement.dataset.person);
    const headers = { "x-dialogue": shape, "x-person": person, "content-type": "application/x-www-form-urlencoded" };
    const answer = await fetch(form.getAttribute("action"), { method: "POST", headers, body, signal: within() });
    if (signedOut(answer)) {
      if (!ended()) location.assign("/sign-in");
      return null;
    }
    if (answer.headers.get("x-refused") === "other_person") {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      show(form, notice(page.querySelector(".refusal").textContent));
      return null;
    }
    return { status: answer.status, words: await answer.text() };
  } catch {
    show(form, notice(document.getElementById("form").dataset.unsent));
    return null;
  } finally {
    button?.removeAttribute("disabled");
    mark();
  }
}

export function unopened() {
  return notice(document.getElementById("form").dataset.unopened);
}
