// An incident's board and its wall: patched as it changes, honest about its age.

import { makeAlarm } from "./alarm.js";
import { hold, mark } from "./approvals.js";
import { makeClock } from "./clocks.js";
import { makeDialogues } from "./dialogue.js";
import { filter, makeFilter } from "./filter.js";
import { follow } from "./follow.js";
import { listen } from "./keys.js";
import { connect } from "./link.js";
import { openInPlace } from "./inplace.js";
import { makeMenu } from "./menu.js";
import { slide } from "./moments.js";
import { makePatcher } from "./patch.js";
import { time } from "./zone.js";

const board = document.getElementById("board");
const wall = "wall" in board.dataset;
const clock = makeClock(board);
const alarm = makeAlarm(board, { seen: "seen", mute: "mute", sound: "sound" });
const patcher = makePatcher();
const menu = makeMenu();
const link = document.querySelector(".link");
const dataTime = document.querySelector(".datatime");

function after() {
  clock.tick();
  alarm.look();
  filter();
  menu.filter();
  mark();
}

let lost = null;

function state(since) {
  lost = since;
  link.textContent = since ? board.dataset.lost.replace("%s", time(since)) : board.dataset.ok;
  document.body.classList.toggle("lost", lost !== null);
  if (!wall) hold(lost !== null);
}

makeFilter();
connect(board, {
  onTime(now, rate) {
    clock.set(now, rate);
    dataTime.textContent = time(Date.parse(now));
    if (!lost) link.textContent = board.dataset.ok;
  },
  onPatch(fragments) {
    const start = performance.now();
    patcher.all(fragments);
    after();
    performance.measure("patch", { start }); // read by `make bench`
  },
  onWhole(fragments) { patcher.whole(fragments); after(); },
  onState: state,
});
setInterval(clock.tick, 1000);
after();

if (wall) {
  // Keeps the screen awake where the browser can; asks again when the page comes back to the front.
  const stayAwake = () => navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", () => { if (!document.hidden) stayAwake(); });
  stayAwake();
  follow();
} else {
  const { show } = makeDialogues();
  openInPlace(show);
  listen({ acknowledge: alarm.acknowledge, record: menu.open, show });
  slide(clock.now);
}
