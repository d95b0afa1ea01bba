// New alarms sound once in a browser and stay marked until somebody says that they have seen them:
// for everybody, which the server tells every page of it, or in this browser alone. A page of several
// incidents shows the alarms of each in a part of its own, which says whose they are.

const RANG = "rang";
const KEPT = 500;
const TONE_MS = 800;

const read = (store) => new Set(JSON.parse(localStorage.getItem(store) ?? "[]"));
const write = (store, these) => localStorage.setItem(store, JSON.stringify([...these].slice(-KEPT)));

export function makeAlarm(page, ids) {
  const bar = document.querySelector(".alarms");
  const icon = document.querySelector('link[rel="icon"]');
  const plainIcon = icon?.href;
  const plainTitle = document.title;
  const heard = new Set();
  const unseen = new Set();
  const unheard = [];
  let sounding = null;
  let caughtUp = -Infinity;

  const partOf = (element) => element.closest("[data-rings-of]") ?? page;
  const incidentOf = (part) => part.dataset.ringsOf ?? part.dataset.incident;
  const store = (part) => `seen:${incidentOf(part)}`;
  const failedOf = (part) => (part === page ? bar : part)?.querySelector(".failed");

  // One element can ring for several, such as a wall's line of all who were not reached.
  const alarms = (element) => element.dataset.alarm.split(" ");
  const present = () => [...document.querySelectorAll("[data-alarm]")];
  const within = (part) => present().filter((element) => partOf(element) === part).flatMap(alarms);

  // A browser lets a page sound only after somebody has touched it: until then nothing is tried,
  // and the page says that the sound is off. A wall is touched by nobody: whether its browser was
  // started so that it may sound all the same is known only by trying.
  const wall = "wall" in page.dataset;
  if (wall) sounding = new AudioContext();
  const untouched = () => navigator.userActivation && !navigator.userActivation.hasBeenActive;
  const asleep = () => untouched() && sounding?.state !== "running";

  function tone() {
    if (asleep()) return;
    sounding ??= new AudioContext();
    sounding.resume();
    const start = sounding.currentTime;
    for (const [offset, hertz] of [[0, 880], [0.25, 660], [0.5, 880]]) {
      const source = sounding.createOscillator();
      const volume = sounding.createGain();
      source.frequency.value = hertz;
      volume.gain.setValueAtTime(0.3, start + offset);
      volume.gain.exponentialRampToValueAtTime(0.001, start + offset + 0.22);
      source.connect(volume).connect(sounding.destination);
      source.start(start + offset);
      source.stop(start + offset + 0.24);
    }
    page.dataset.sounded = String(Number(page.dataset.sounded ?? 0) + 1);
  }

  // Of several pages in one browser the first that can sound does so for all of them.
  function sound(fresh) {
    if (asleep()) {
      unheard.push(...fresh);
      return;
    }
    const rang = read(RANG);
    if (fresh.every((one) => rang.has(one))) return;
    write(RANG, new Set([...rang, ...fresh]));
    tone();
  }

  // What came before anybody had touched the page sounds at the first touch, if it still rings. The
  // touch may lead to another page, which cuts the tone: what was not heard to its end rings there.
  function catchUp() {
    if (asleep() || !unheard.length) return;
    const rang = read(RANG);
    const still = unheard.splice(0).filter((one) => unseen.has(one) && !rang.has(one));
    if (!still.length) return;
    caughtUp = performance.now();
    tone();
    setTimeout(() => write(RANG, new Set([...read(RANG), ...still])), TONE_MS);
  }

  function tryOut() {
    if (performance.now() - caughtUp > TONE_MS) tone();
  }

  function look() {
    unseen.clear();
    const muted = new Map();
    for (const element of present()) {
      const part = partOf(element);
      if (!muted.has(store(part))) muted.set(store(part), read(store(part)));
      const rings = alarms(element).filter((id) => !muted.get(store(part)).has(id));
      for (const id of rings) unseen.add(`${incidentOf(part)} ${id}`);
      element.classList.toggle("unseen", rings.length > 0);
    }
    const count = unseen.size;
    if (bar) {
      bar.hidden = count === 0;
      bar.querySelector(".count").textContent = count;
      if (!count && failedOf(page)) failedOf(page).hidden = true;
    }
    document.title = count ? `(${count}) ${plainTitle}` : plainTitle;
    if (icon) icon.href = count ? `/icon.svg?count=${Math.min(count, 99)}` : plainIcon;
    const fresh = [...unseen].filter((one) => !heard.has(one));
    for (const one of fresh) heard.add(one);
    if (fresh.length) sound(fresh);
  }

  function mute(part, these) {
    write(store(part), new Set([...read(store(part)), ...these]));
    look();
  }

  const muteAll = (part) => mute(part, within(part));

  // What could not be told to everybody goes on ringing here.
  async function tell(part) {
    const rings = within(part).map((id) => ["alarm", id]);
    if (!rings.length) return;
    try {
      const answer = await fetch(part.dataset.seenAt, { method: "POST", body: new URLSearchParams(rings) });
      if (!answer.ok) throw new Error(String(answer.status));
      mute(part, (await answer.json()).seen);
      failedOf(part).hidden = true;
    } catch {
      failedOf(part).hidden = false;
    }
  }

  const acknowledge = () => (page.dataset.seenAt ? tell(page) : muteAll(page));

  // After a start of the browser nothing can sound until somebody touches the page: it says so.
  const button = document.getElementById(ids.sound);
  const words = button?.textContent;
  const silent = document.getElementById("silent");
  function awake() {
    if (silent) silent.hidden = !asleep();
    if (!button) return;
    button.textContent = asleep() ? button.dataset.asleep : words;
    button.classList.toggle("asleep", Boolean(asleep()));
  }
  for (const touched of ["pointerup", "keyup"]) addEventListener(touched, awake);
  awake();
  if (!wall) for (const touched of ["pointerup", "keyup"]) addEventListener(touched, catchUp);
  if (wall) {
    sounding.onstatechange = awake;
    for (const touched of ["pointerup", "keyup"]) addEventListener(touched, tone);
  }

  document.getElementById(ids.seen)?.addEventListener("click", acknowledge);
  document.getElementById(ids.mute)?.addEventListener("click", () => muteAll(page));
  document.addEventListener("click", ({ target }) => {
    const part = target.closest("[data-rings-of]");
    if (part && target.matches("[data-see]")) tell(part);
    if (part && target.matches("[data-mute]")) muteAll(part);
  });
  addEventListener("storage", ({ key }) => { if (key?.startsWith("seen:")) look(); });
  button?.addEventListener("click", tryOut);
  return { look, acknowledge };
}
