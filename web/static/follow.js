// A wall that was opened at /wall shows what the program says it has to show. It leaves only for a
// page that the program has just given it: a browser's own page of an error would never come back.

const EVERY_MS = 1000;

export function follow() {
  if (new URLSearchParams(location.search).get("wall") !== "follow") return;
  let going = false;

  async function go() {
    const there = document.querySelector("[data-goes-to]")?.dataset.goesTo;
    if (!there || going) return;
    going = true;
    try {
      const answer = await fetch(there);
      if (answer.ok) location.replace(there);
      else going = false;
    } catch {
      going = false;
    }
  }

  setInterval(go, EVERY_MS);
}
