// On a telephone the panels that are not needed first stand folded under their names. The button
// stands beside the panel, never in it: what the panel says goes on changing. On a wide screen, and
// without scripts, everything is open; the style sheet decides.
const LATER = ["r-told", "r-monitoring", "r-warnings", "r-ledger", "r-map", "r-orders", "r-log"];

function fold(panel) {
  const name = panel.querySelector("h2")?.textContent.trim();
  if (!name) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "unfold no-print";
  button.textContent = name;
  button.setAttribute("aria-controls", panel.id);
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => set(panel, button.getAttribute("aria-expanded") !== "true"));
  panel.before(button);
}

function set(panel, open) {
  panel.previousElementSibling.setAttribute("aria-expanded", String(open));
}

// Who follows a reference to an entry sees it.
function followed() {
  const panel = document.getElementById(location.hash.slice(1))?.closest(".unfold + .panel");
  if (!panel) return;
  set(panel, true);
  document.getElementById(location.hash.slice(1)).scrollIntoView({ block: "nearest" });
}

for (const id of LATER) {
  const panel = document.getElementById(id);
  if (panel) fold(panel);
}
addEventListener("hashchange", followed);
followed();
