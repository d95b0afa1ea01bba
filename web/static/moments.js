// The slider over the incident's past: let go, and the board is shown as it was.

export function slide() {
  const slider = document.querySelector(".moments input");
  const shown = document.querySelector(".moments output");
  if (!slider) return;
  const form = new Intl.DateTimeFormat("sv-SE", {
    timeZone: slider.dataset.zone, year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", second: "2-digit",
  });
  slider.addEventListener("input", () => { shown.textContent = form.format(Number(slider.value) * 1000); });
  slider.addEventListener("change", () => {
    const at = new Date(Number(slider.value) * 1000).toISOString();
    location.assign(`?at=${encodeURIComponent(at)}`);
  });
}
