// New alarms sound once and stay marked until somebody says that they have seen them.

export function makeAlarm(board, ids) {
  const store = `seen:${board.dataset.incident}`;
  const seen = new Set(JSON.parse(localStorage.getItem(store) ?? "[]"));
  const bar = document.querySelector(".alarms");
  const icon = document.querySelector('link[rel="icon"]');
  const plainIcon = icon?.href;
  const plainTitle = document.title;
  const heard = new Set();
  let sounding = null;

  // A browser lets a page sound only after somebody has touched it: until then nothing is tried,
  // and the button says that the sound is off.
  function tone() {
    if (!navigator.userActivation?.hasBeenActive) return;
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
    board.dataset.sounded = String(Number(board.dataset.sounded ?? 0) + 1);
  }

  function look() {
    const now = [...document.querySelectorAll("[data-alarm]")];
    const present = new Set(now.map((e) => e.dataset.alarm));
    const unseen = now.filter((e) => !seen.has(e.dataset.alarm));
    for (const e of now) e.classList.toggle("unseen", !seen.has(e.dataset.alarm));
    const count = new Set(unseen.map((e) => e.dataset.alarm)).size;
    if (bar) {
      bar.hidden = count === 0;
      bar.querySelector(".count").textContent = count;
    }
    document.title = count ? `(${count}) ${plainTitle}` : plainTitle;
    if (icon) icon.href = count ? `/icon.svg?count=${Math.min(count, 99)}` : plainIcon;
    const fresh = [...present].filter((id) => !seen.has(id) && !heard.has(id));
    for (const id of fresh) heard.add(id);
    if (fresh.length) tone();
  }

  function acknowledge() {
    for (const e of document.querySelectorAll("[data-alarm]")) seen.add(e.dataset.alarm);
    localStorage.setItem(store, JSON.stringify([...seen].slice(-500)));
    look();
  }

  // After a start of the browser nothing can sound until somebody touches the page: it says so.
  const button = document.getElementById(ids.sound);
  const words = button?.textContent;
  function awake() {
    const asleep = navigator.userActivation && !navigator.userActivation.hasBeenActive;
    if (!button) return;
    button.textContent = asleep ? button.dataset.asleep : words;
    button.classList.toggle("asleep", Boolean(asleep));
  }
  for (const touched of ["pointerup", "keyup"]) addEventListener(touched, awake);
  awake();

  document.getElementById(ids.seen)?.addEventListener("click", acknowledge);
  button?.addEventListener("click", tone);
  return { look, acknowledge };
}
