// Keeps an incident's page true: parts come as they change, clocks run between them.
// A part in which somebody is typing or has something open is left alone until they are done.

const board = document.getElementById("board");
const { incident, left, over, ok, lost } = board.dataset;
const PROTOCOL = "tailings.live.v1";
const SILENCE_MS = 15000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20000;

let seq = Number(board.dataset.seq);
let anchor = { here: performance.now(), there: Date.parse(board.dataset.now), rate: Number(board.dataset.rate) };
let pause = FIRST_PAUSE_MS;
let lastHeard = performance.now();
let lostSince = null;
const waiting = new Map();

const part = (name) => board.querySelector(`[data-part="${name}"]`);
const now = () => anchor.there + (performance.now() - anchor.here) * anchor.rate;

function hms(ms) {
  const s = Math.floor(Math.abs(ms) / 1000);
  return [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60].map((n) => String(n).padStart(2, "0")).join(":");
}

function tick() {
  for (const clock of board.querySelectorAll("[data-due]")) {
    const remaining = Date.parse(clock.dataset.due) - now();
    clock.classList.toggle("late", remaining < 0);
    clock.textContent = `${remaining < 0 ? over : left} ${hms(remaining)}`;
  }
  for (const clock of board.querySelectorAll("[data-since]")) {
    clock.textContent = hms(now() - Date.parse(clock.dataset.since));
  }
  if (!lostSince && performance.now() - lastHeard > SILENCE_MS) lostSince = new Date();
  const link = board.querySelector(".link");
  if (link) {
    link.textContent = lostSince ? `${lost} ${lostSince.toTimeString().slice(0, 8)}` : ok;
    link.classList.toggle("lost", lostSince !== null);
  }
}

function busy(section) {
  const focused = document.activeElement;
  return section.contains(focused) && focused !== section;
}

function apply(name, { html, hash }) {
  const section = part(name);
  if (!section) return;
  if (busy(section)) {
    waiting.set(name, { html, hash });
    return;
  }
  const open = [...section.querySelectorAll("details")].map((d) => d.open);
  section.innerHTML = html;
  section.dataset.hash = hash;
  section.querySelectorAll("details").forEach((d, n) => { d.open = open[n] ?? false; });
  waiting.delete(name);
}

function connect() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}/live/${encodeURIComponent(incident)}?after=${seq}`, PROTOCOL);
  socket.onopen = () => {
    const have = {};
    for (const section of board.querySelectorAll("[data-part]")) have[section.dataset.part] = section.dataset.hash;
    socket.send(JSON.stringify({ seq, have }));
  };
  socket.onmessage = (message) => {
    const news = JSON.parse(message.data);
    lastHeard = performance.now();
    lostSince = null;
    pause = FIRST_PAUSE_MS;
    seq = news.seq;
    anchor = { here: performance.now(), there: Date.parse(news.now), rate: news.rate };
    for (const [name, fresh] of Object.entries(news.fragments)) apply(name, fresh);
    tick();
  };
  socket.onclose = (closed) => {
    lostSince ??= new Date();
    tick();
    if (closed.code === 4401) {
      location.assign("/sign-in");
      return;
    }
    setTimeout(connect, pause * (0.5 + Math.random()));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  };
}

board.addEventListener("focusout", () => setTimeout(() => {
  for (const [name, fresh] of [...waiting]) apply(name, fresh);
  tick();
}, 0));
tick();
setInterval(tick, 1000);
connect();
