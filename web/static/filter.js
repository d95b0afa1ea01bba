// What finds lines in the log that is on the page: words, and who, which group, which kind.

const lines = () => document.querySelectorAll('[data-list="log"] > li');
const choices = () => [...document.querySelectorAll("select.by")];

// People and groups are those of the lines; what is chosen stays.
function offer(choice) {
  if (choice.dataset.by === "kind") return;
  const there = [...document.querySelectorAll(`[data-list="log"] [data-${choice.dataset.by}]`)];
  const names = [...new Set(there.map((e) => e.dataset[choice.dataset.by]))].sort();
  const known = new Set([...choice.options].map((o) => o.value));
  for (const name of names) if (!known.has(name)) choice.add(new Option(name, name));
}

export function filter() {
  const find = document.getElementById("find");
  const words = (find?.value ?? "").trim().toLowerCase().split(/\s+/).filter(Boolean);
  for (const choice of choices()) offer(choice);
  const chosen = choices().filter((c) => c.value);
  for (const line of lines()) {
    const text = line.textContent.toLowerCase();
    const about = line.querySelector(".who")?.dataset ?? {};
    const fits = chosen.every((c) => about[c.dataset.by] === c.value);
    line.hidden = !fits || !words.every((word) => text.includes(word));
  }
}

export function makeFilter() {
  document.getElementById("find")?.addEventListener("input", filter);
  for (const choice of choices()) choice.addEventListener("change", filter);
  filter();
}
