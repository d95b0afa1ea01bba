// The keyboard: regions by number, nothing approved by a single key. A page on which nothing can be
// recorded gives no `acknowledge` and no `record`.

const REGIONS = ["people", "reports", "crew", "unreached", "evac", "groups", "orders", "log"];

export function listen({ acknowledge, record, show }) {
  const { incident } = document.getElementById("board").dataset;
  document.getElementById("show-keys")?.addEventListener("click", () => document.getElementById("keys").showModal());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, textarea, select") || document.querySelector("dialog[open]")) return;
    const region = (name) => document.getElementById(`r-${name}`);
    const go = (place) => {
      if (!place) return;
      event.preventDefault();
      place.focus();
      place.scrollIntoView({ block: "nearest" });
    };
    if (event.key >= "1" && event.key <= String(REGIONS.length)) go(region(REGIONS[Number(event.key) - 1]));
    else if (event.key === "d" || event.key === "D") go(region("decide")?.querySelector(".act a") ?? region("decide"));
    else if (event.key === "/") go(document.getElementById("find"));
    else if (event.key === "?") document.getElementById("keys").showModal();
    else if (event.key === "p" || event.key === "P") print();
    else if (!record) return;
    else if (event.key === "a" || event.key === "A") acknowledge();
    else if (event.key === "r" || event.key === "R") {
      event.preventDefault();
      record();
    } else if (event.key === "n" || event.key === "N") {
      event.preventDefault();
      show(`/incidents/${encodeURIComponent(incident)}/do/AddNote`);
    }
  });
}
