// Forms over the board: the page stays in sight, and nothing is lost if a form is refused.

import { mark } from "./approvals.js";
import { takeFiles } from "./materials.js";
import { opened, sent, unopened } from "./unsent.js";

// Where the page may not reach the clipboard (no HTTPS), the old way does it.
function copyOut(form) {
  const text = form.querySelector("textarea");
  navigator.clipboard?.writeText(text.value).catch(() => {});
  text.select();
  if (!navigator.clipboard) document.execCommand("copy");
}

export function makeDialogues() {
  takeFiles();
  const frame = document.getElementById("form");
  const body = frame?.querySelector("div");

  function open() {
    if (!frame.open) frame.showModal();
    mark();
  }

  async function show(href, shape = "1") {
    try {
      body.innerHTML = await opened(href, shape);
    } catch {
      body.replaceChildren(unopened());
    }
    open();
    (body.querySelector(".need input, .need select, .need textarea") ?? body.querySelector("button.main"))?.focus();
  }

  async function send(form, button) {
    const answer = await sent(form, button, form.matches(".small-form") ? "in-place" : "1");
    if (!answer) return;
    if (answer.status === 204) {
      if (frame.open) frame.close();
      return;
    }
    body.innerHTML = answer.words;
    open();
    body.querySelector(".refusal")?.scrollIntoView();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (link && frame && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      show(link.href);
      return;
    }
    const opens = event.target.closest("[data-open]");
    if (opens) document.getElementById(opens.dataset.open)?.closest("dialog")?.showModal();
    if (event.target.closest("[data-away]") && frame?.contains(event.target)) frame.close();
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-at-once]") || frame?.contains(form)) {
      event.preventDefault();
      if (form.matches("[data-copies]")) copyOut(form);
      send(form, event.submitter);
    }
  });
  frame?.addEventListener("close", () => { body.innerHTML = ""; });
  return { show };
}
