// New alarms sound once and stay marked until somebody says that they have seen them: for everybody,
// which the server tells every page of it, or in this browser alone.

export function makeAlarm(page, ids) {
  const store = `seen:${page.dataset.incident}`;
  const { seenAt } = page.dataset;
  const muted = new Set(JSON.parse(localStorage.getItem(store) ?? "[]"));
  const bar = document.querySelector(".alarms");
  const failed = bar?.querySelector(".failed");
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
    page.dataset.sounded = String(Number(page.dataset.sounded ?? 0) + 1);
  }

  // One element can ring for several, such as a wall's line of all who were not reached.
  const alarms = (element) => element.dataset.alarm.split(" ");
  const present = () => [...document.querySelectorAll("[data-alarm]")];

  function look() {
    const unseen = new Set();
    for (const element of present()) {
      const rings = alarms(element).filter((id) => !muted.has(id));
      for (const id of rings) unseen.add(id);
      element.classList.toggle("unseen", rings.length > 0);
    }
    const count = unseen.size;
    if (bar) {
      bar.hidden = count === 0;
      bar.querySelector(".count").textContent = count;
      if (!count && failed) failed.hidden = true;
    }
    document.title = count ? `(${count}) ${plainTitle}` : plainTitle;
    if (icon) icon.href = count ? `/icon.svg?count=${Math.min(count, 99)}` : plainIcon;
    const fresh = [...unseen].filter((id) => !heard.has(id));
    for (const id of fresh) heard.add(id);
    if (fresh.length) tone();
  }

  function mute(these) {
    for (const id of these) muted.add(id);
    localStorage.setItem(store, JSON.stringify([...muted].slice(-500)));
    look();
  }

  const muteAll = () => mute(present().flatMap(alarms));

  // What could not be told to everybody goes on ringing here.
  async function tell() {
    const rings = present().flatMap(alarms).map((id) => ["alarm", id]);
    if (!rings.length) return;
    try {
      const answer = await fetch(seenAt, { method: "POST", body: new URLSearchParams(rings) });
      if (!answer.ok) throw new Error(String(answer.status));
      mute((await answer.json()).seen);
      failed.hidden = true;
    } catch {
      failed.hidden = false;
    }
  }

  const acknowledge = seenAt ? tell : muteAll;

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
  document.getElementById(ids.mute)?.addEventListener("click", muteAll);
  button?.addEventListener("click", tone);
  return { look, acknowledge };
}
