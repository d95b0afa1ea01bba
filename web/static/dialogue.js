// Forms over the board: the page stays in sight, and nothing is lost if a form is refused.

import { takeFiles } from "./materials.js";

// Where the page may not reach the clipboard (no HTTPS), the old way does it.
function copyOut(form) {
  const text = form.querySelector("textarea");
  navigator.clipboard?.writeText(text.value).catch(() => {});
  text.select();
  if (!navigator.clipboard) document.execCommand("copy");
}

// What was typed, and what the pressed button says.
export function answers(form, button) {
  const said = new URLSearchParams(new FormData(form));
  if (button?.name) said.append(button.name, button.value);
  return said;
}

export function makeDialogues() {
  takeFiles();
  const frame = document.getElementById("form");
  const body = frame?.querySelector("div");

  async function show(href, shape = "1") {
    const answer = await fetch(href, { headers: { "x-dialogue": shape } });
    body.innerHTML = await answer.text();
    if (!frame.open) frame.showModal();
    (body.querySelector(".need input, .need select, .need textarea") ?? body.querySelector("button.main"))?.focus();
  }

  async function send(form, button) {
    button?.setAttribute("disabled", "");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: {
          "x-dialogue": form.matches(".small-form") ? "in-place" : "1",
          "content-type": "application/x-www-form-urlencoded",
        },
        body: answers(form, button),
      });
      if (answer.status === 204) {
        if (frame.open) frame.close();
        return;
      }
      body.innerHTML = await answer.text();
      if (!frame.open) frame.showModal();
      body.querySelector(".refusal")?.scrollIntoView();
    } catch {
      form.submit();
    } finally {
      button?.removeAttribute("disabled");
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (link && frame && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (link.getAttribute("aria-disabled") !== "true") show(link.href).catch(() => location.assign(link.href));
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
