// How long nothing was heard: counted from the last word, said when it has lasted too long, and looked
// at again before any press counts, since no timer runs while a machine sleeps.

export const BOUND_MS = 4500; // what is 5 s old is said to be old; a hub's beats come every 2 to 3 s

const PRESSES = ["pointerdown", "keydown", "click", "submit", "focus", "pageshow"];

export function watchSilence(onSilent, bound = () => BOUND_MS) {
  let here, there, timer;
  let silent = false;

  // In a sleep the first may stand still; the second may be put right, also backwards.
  const lasted = () => Math.max(performance.now() - here, Date.now() - there);

  function look() {
    clearTimeout(timer);
    if (silent) return;
    const left = bound() - lasted();
    if (left > 0) {
      timer = setTimeout(look, left);
      return;
    }
    silent = true;
    onSilent();
  }

  function heard() {
    here = performance.now();
    there = Date.now();
    silent = false;
    look();
  }

  // Before any listener of the document, so that what holds approvals knows in time.
  for (const press of PRESSES) addEventListener(press, look, true);
  document.addEventListener("visibilitychange", look);
  heard();
  return { heard };
}
