// Nothing is decided or approved on a page that is old: what speaks for it may have changed. What
// somebody said by telephone is a record, and is written down as before.

let held = false;

const spoken = (place) => Boolean(place.querySelector('[name="spoken.on_behalf_of"]')?.value);
const stopped = (place) => held && !spoken(place);

function tell(form, words) {
  let note = form.querySelector(".held");
  if (!words) note?.remove();
  else if (!note) {
    note = document.createElement("p");
    note.className = "held";
    note.textContent = words;
    form.querySelector("button:not([type=button])")?.before(note);
  }
}

export function mark() {
  const why = document.getElementById("held");
  for (const place of document.querySelectorAll("[data-approves]")) {
    const stops = stopped(place);
    const form = place.matches("form");
    if (form) tell(place, stops ? why.textContent : "");
    for (const control of form ? place.querySelectorAll("button:not([type=button])") : [place]) {
      for (const [name, value] of [["aria-disabled", "true"], ["aria-describedby", "held"]]) {
        if (stops) control.setAttribute(name, value);
        else control.removeAttribute(name);
      }
    }
  }
}

export function hold(lost) {
  held = lost;
  document.getElementById("held").hidden = !lost;
  mark();
}

function stop(event, place) {
  if (!place || !stopped(place)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

document.addEventListener("click", (event) => stop(event, event.target.closest("a[data-approves]")), true);
document.addEventListener("submit", (event) => stop(event, event.target.closest("[data-approves]")), true);
document.addEventListener("input", () => { if (held) mark(); });
