// Small forms in the row that they are about. A form stands beside the part that is patched, never
// in it: the row above goes on changing while somebody types.

import { opened, sent } from "./unsent.js";

const SHAPE = "in-place";

function host(row) {
  const place = document.createElement(row.tagName);
  place.className = "in-place";
  if (row.tagName !== "TBODY") return { place, body: place };
  const cell = place.insertRow().insertCell();
  cell.colSpan = row.rows[0].cells.length;
  // The table may be wider than what is seen of it; a form must not be.
  cell.style.setProperty("--seen", `${row.closest(".scroll")?.clientWidth ?? innerWidth}px`);
  return { place, body: cell };
}

export function openInPlace(show) {
  const rows = new WeakMap(); // the place of a form → the key of its row and the row's link

  function away(place) {
    const { key, href } = rows.get(place);
    place.remove();
    const row = document.querySelector(`[data-key="${key}"]`);
    const links = [...(row?.querySelectorAll("a") ?? [])];
    (links.find((a) => a.getAttribute("href") === href) ?? row?.querySelector("[data-in-place]") ?? links[0])?.focus();
  }

  async function open(link) {
    const row = link.closest("[data-list] > [data-key]");
    if (!row) {
      await show(link.href, SHAPE);
      return;
    }
    const next = row.nextElementSibling;
    if (next?.matches(".in-place")) {
      away(next);
      return;
    }
    let form;
    try {
      form = await opened(link.href, SHAPE);
    } catch {
      await show(link.href, SHAPE); // which says that there is no connection
      return;
    }
    const { place, body } = host(row);
    body.innerHTML = form;
    rows.set(place, { key: row.dataset.key, href: link.getAttribute("href") });
    row.after(place);
    first(body).focus();
    place.scrollIntoView({ block: "nearest" });
  }

  // The first question that is not answered yet.
  function first(body) {
    const asked = [...body.querySelectorAll(".need input, .need select, .need textarea")];
    return asked.find((field) => !field.value) ?? asked[0] ?? body.querySelector("input:not([type=hidden]), button.main");
  }

  async function send(form, button) {
    const place = form.closest(".in-place");
    const answer = await sent(form, button, SHAPE);
    if (!answer) return;
    if (answer.status === 204) {
      away(place);
      return;
    }
    const body = form.parentElement.closest("td") ?? place;
    body.innerHTML = answer.words;
    first(body)?.focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-in-place]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(link);
    }
    const place = event.target.closest("[data-away]")?.closest(".in-place");
    if (place) away(place);
  });
  document.addEventListener("keydown", (event) => {
    const place = event.target.closest(".in-place");
    if (place && event.key === "Escape" && !event.isComposing) away(place);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.closest(".in-place")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
}
