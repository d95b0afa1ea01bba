// Pages beside the board: patched as they change, honest about their age. On paper a page says the
// day of its data with the time.

import { makeAlarm } from "./alarm.js";
import { connect } from "./link.js";
import { makePatcher } from "./patch.js";
import { dayAndTime, time } from "./zone.js";

const page = document.querySelector("[data-live]");
const patcher = makePatcher();
const alarm = makeAlarm(page, { sound: "sound" });
const link = document.querySelector(".link");
const dataTime = document.querySelector(".datatime");
const said = "day" in dataTime.dataset ? dayAndTime : time;

connect(page, {
  onTime(now) {
    dataTime.textContent = said(Date.parse(now));
    if (!document.body.classList.contains("lost") && link.textContent !== page.dataset.ok) link.textContent = page.dataset.ok;
  },
  onPatch(fragments) { patcher.all(fragments); alarm.look(); },
  onWhole(fragments) { patcher.whole(fragments); alarm.look(); },
  onState(since) {
    document.body.classList.toggle("lost", since !== null);
    link.classList.toggle("lost", since !== null);
    link.textContent = since ? page.dataset.lost.replace("%s", time(since)) : page.dataset.ok;
  },
});
alarm.look();
