// Puts fragments in their places. What somebody is typing, has focused, opened or scrolled stays.

function busy(place) {
  const at = document.activeElement;
  if (!at || at === place || !place.contains(at)) return false;
  return at.matches("input, textarea, select, [contenteditable]");
}

function keepOpen(place, change) {
  const open = [...place.querySelectorAll("details")].map((d) => d.open);
  const focused = place.contains(document.activeElement) && document.activeElement !== place;
  const links = [...place.querySelectorAll("a, button, summary")];
  const index = focused ? links.indexOf(document.activeElement) : -1;
  const scrolls = [...place.querySelectorAll(".scroll, .missing")].map((e) => [e.scrollLeft, e.scrollTop]);
  const lists = [...place.querySelectorAll("[data-list]")];
  change();
  // What stands in a list inside is patched by its own keys.
  for (const old of lists) place.querySelector(`[data-list="${old.dataset.list}"]`)?.replaceWith(old);
  place.querySelectorAll("details").forEach((d, n) => { if (open[n]) d.open = true; });
  place.querySelectorAll(".scroll, .missing").forEach((e, n) => { if (scrolls[n]) [e.scrollLeft, e.scrollTop] = scrolls[n]; });
  if (index >= 0) place.querySelectorAll("a, button, summary")[index]?.focus({ preventScroll: true });
}

export function makePatcher() {
  const waiting = new Map();

  function item(key, html) {
    const list = document.querySelector(`[data-list="${key.split("/")[0]}"]`);
    if (!list) return null;
    let place = list.querySelector(`:scope > [data-key="${key}"]`);
    if (html === "") {
      place?.remove();
      return null;
    }
    if (place) return place;
    place = document.createElement(list.dataset.item);
    place.dataset.key = key;
    if (list.dataset.of) place.className = list.dataset.of;
    if (list.dataset.list === "log") place.id = `log-${Number(key.split("/")[1])}`;
    const newest = "newestFirst" in list.dataset;
    const after = [...list.children].find((c) => (newest ? c.dataset.key < key : c.dataset.key > key));
    list.insertBefore(place, after ?? null);
    return place;
  }

  function put(key, html) {
    const place = key.includes("/") ? item(key, html) : document.querySelector(`[data-key="${key}"]`);
    if (!place) return;
    if (busy(place)) {
      waiting.set(key, html);
      return;
    }
    waiting.delete(key);
    keepOpen(place, () => { place.innerHTML = html; });
    if (place.matches("dialog")) place.setAttribute("aria-label", place.querySelector("h2").textContent);
  }

  function all(fragments) {
    for (const [key, html] of Object.entries(fragments)) put(key, html);
  }

  // A board that begins anew: what is no longer there goes.
  function whole(fragments) {
    for (const place of document.querySelectorAll("[data-list] > [data-key]")) {
      if (!(place.dataset.key in fragments)) place.remove();
    }
    all(fragments);
  }

  document.addEventListener("focusout", () => setTimeout(() => {
    for (const [key, html] of [...waiting]) put(key, html);
  }, 0));

  return { all, whole };
}
