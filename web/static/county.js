// The duty desk and the overview of incidents: patched as they change, honest about their age.

import { connect } from "./link.js";
import { makePatcher } from "./patch.js";
import { time } from "./zone.js";

const page = document.getElementById("county");
const patcher = makePatcher();
const link = document.querySelector(".link");
const dataTime = document.querySelector(".datatime");

connect(page, {
  onTime(now) {
    dataTime.textContent = time(Date.parse(now));
    if (!document.body.classList.contains("lost") && link.textContent !== page.dataset.ok) link.textContent = page.dataset.ok;
  },
  onPatch: patcher.all,
  onWhole: patcher.whole,
  onState(since) {
    document.body.classList.toggle("lost", since !== null);
    link.classList.toggle("lost", since !== null);
    link.textContent = since ? page.dataset.lost.replace("%s", time(since)) : page.dataset.ok;
  },
});
