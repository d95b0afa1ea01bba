// The box that finds lines in the log that is on the page.

export function filter() {
  const find = document.getElementById("find");
  const words = (find?.value ?? "").trim().toLowerCase().split(/\s+/).filter(Boolean);
  for (const line of document.querySelectorAll('[data-list="log"] > li')) {
    const text = line.textContent.toLowerCase();
    line.hidden = !words.every((word) => text.includes(word));
  }
}

export function makeFilter() {
  document.getElementById("find")?.addEventListener("input", filter);
  filter();
}
