// Time between patches: countdowns run from an absolute instant and the server's offset.

const pad = (n) => String(n).padStart(2, "0");

export function hms(ms) {
  const s = Math.floor(Math.abs(ms) / 1000);
  return [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60].map(pad).join(":");
}

export function makeClock(board) {
  let anchor = null;

  function set(now, rate) {
    anchor = { here: performance.now(), there: Date.parse(now), rate: Number(rate) };
  }

  const now = () => anchor.there + (performance.now() - anchor.here) * anchor.rate;

  function tick() {
    const { left, over } = board.dataset;
    for (const clock of document.querySelectorAll("[data-due]")) {
      const remaining = Date.parse(clock.dataset.due) - now();
      const late = remaining < 0;
      if (clock.classList.contains("late") !== late) clock.classList.toggle("late", late);
      const text = `${late ? over : left} ${hms(remaining)}`;
      if (clock.textContent !== text) clock.textContent = text;
    }
    for (const clock of document.querySelectorAll("[data-since]")) {
      const text = hms(now() - Date.parse(clock.dataset.since));
      if (clock.textContent !== text) clock.textContent = text;
    }
  }

  set(board.dataset.now, board.dataset.rate);
  return { set, now, tick };
}
