// The connection of a page: resumes where it stood, begins anew if it must, says how old it is. A
// page that shows no fragments gives no `onPatch` and `onWhole`: it watches the connection alone, and
// is never left or loaded anew, since somebody may be typing on it.

import { ended, signedIn, watchEnding } from "./ending.js";
import { watchSilence } from "./silence.js";

const PROTOCOL = "tailings.board.v1";
const BEAT_MS = 10000;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 4000;
const ANSWERS_WITHIN_MS = 15000;
const SIGNED_OUT_PAUSE_MS = 10000;
const SIGNED_OUT = 4401;
const REFUSED = 4403;

export function connect(board, { onTime, onPatch, onWhole, onState }) {
  const id = encodeURIComponent(board.dataset.incident ?? "");
  const { live = `/live/${id}`, whole = `/incidents/${id}/board.json` } = board.dataset;
  const wall = "wall" in board.dataset;
  const leaves = !wall && Boolean(onWhole);
  const asked = `lang=${document.documentElement.lang === "en" ? "en" : "zh"}${wall ? "&wall" : ""}`;
  let epoch = board.dataset.epoch ?? null;
  let revision = Number(board.dataset.revision ?? 0);
  let pause = FIRST_PAUSE_MS;
  let lastTime = board.dataset.now; // the server's: the browser's clock may be wrong
  let lost = false;
  let socket = null;
  let again = null;

  // A line that fell silent may be dead for minutes before the system says so: another one is tried.
  const silence = watchSilence(() => {
    lost = true;
    onState(new Date(lastTime));
    if ([WebSocket.OPEN, WebSocket.CLOSING].includes(socket.readyState)) open();
  });

  function heard(news) {
    pause = FIRST_PAUSE_MS;
    if (news.now) {
      lastTime = news.now;
      onTime(news.now, news.rate);
    }
    silence.heard();
    if (!lost) return;
    signedIn();
    lost = false;
    onState(null);
  }

  function say(message) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  }

  async function beginAnew() {
    const answer = await fetch(`${whole}?${asked}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const news = await answer.json();
    ({ epoch, revision } = news);
    heard(news);
    onWhole(news.fragments);
    socket.close(1000);
  }

  function take(news) {
    clearTimeout(again);
    heard(news);
    if (news.kind === "patch") {
      revision = news.revision;
      onPatch?.(news.fragments);
    } else if (news.kind === "stale" && onWhole) {
      beginAnew().catch(() => socket.close(1000));
    }
  }

  function drop() {
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  function open() {
    clearTimeout(again);
    drop();
    again = setTimeout(open, ANSWERS_WITHIN_MS);
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}${live}?${asked}`, PROTOCOL);
    socket.onopen = () => say({ kind: "hello", epoch, revision });
    socket.onmessage = (message) => take(JSON.parse(message.data));
    socket.onclose = (closed) => {
      const stays = closed.code === SIGNED_OUT && !wall && (ended() || !leaves);
      if (closed.code === SIGNED_OUT && leaves && !stays) {
        location.assign("/sign-in");
        return;
      }
      if (closed.code === REFUSED && leaves) {
        location.reload();
        return;
      }
      // A wall whose session or incident is over looks for what there is now.
      if (wall && [SIGNED_OUT, REFUSED].includes(closed.code)) setTimeout(() => location.assign("/wall"), 10000);
      clearTimeout(again);
      again = setTimeout(open, stays ? SIGNED_OUT_PAUSE_MS : pause * (0.5 + Math.random()));
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    };
  }

  setInterval(() => say({ kind: "beat" }), BEAT_MS);
  addEventListener("online", () => { pause = FIRST_PAUSE_MS; });
  if (!wall) watchEnding();
  open();
  return { revision: () => revision };
}
