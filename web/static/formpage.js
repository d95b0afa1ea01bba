// A form on a page of its own: it says how old what it reads back is, and decides nothing while the
// connection is gone. What was typed is never reloaded away.

import { hold } from "./approvals.js";
import { connect } from "./link.js";
import { time } from "./zone.js";

const page = document.getElementById("asks");
const link = page.querySelector(".link");

connect(page, {
  onTime() { link.textContent = page.dataset.ok; },
  onState(since) {
    link.textContent = since ? page.dataset.lost.replace("%s", time(since)) : page.dataset.ok;
    link.classList.toggle("lost", Boolean(since));
    hold(Boolean(since));
  },
});
