// The list of presses that are not with the desk yet, and of those that were not accepted.

import { time } from "./zone.js";

function line(text, kind) {
  const made = document.createElement("p");
  made.className = kind;
  made.textContent = text;
  return made;
}

function state(item, queue, words) {
  if (queue.someoneElse()) return words.someoneElse;
  if (queue.signedOut()) return words.signIn;
  if (queue.failing(item)) return words.failing.replace("{count}", item.failures);
  return queue.sending() ? words.sending : words.waits;
}

function entry(item, queue, words, lang) {
  const made = document.createElement("li");
  if (item.refused) made.className = "refused";
  made.append(line(`${time(new Date(item.at))} ${item.says}`, "what"));
  if (item.refused) {
    made.append(line(`${words.refused}: ${item.refused[lang]}`, "why"));
    const seen = document.createElement("button");
    seen.textContent = words.seen;
    seen.addEventListener("click", () => queue.drop(item.key));
    made.append(seen);
  } else {
    made.append(line(state(item, queue, words), "state"));
  }
  return made;
}

export function showQueue(page, queue) {
  const place = document.getElementById("queue");
  const words = page.dataset;
  const lang = document.documentElement.lang === "en" ? "en" : "zh";
  const items = queue.items();
  const unsent = items.filter((item) => !item.refused).length;
  const others = queue.others();
  place.hidden = !items.length && !others;
  const title = document.createElement("h2");
  title.textContent = unsent ? words.queued.replace("{count}", unsent) : words.refused;
  const list = document.createElement("ul");
  list.append(...items.map((item) => entry(item, queue, words, lang)));
  const shown = items.length ? [title, list] : [];
  if (others) shown.push(line(words.others.replace("{count}", others), "others"));
  place.replaceChildren(...shown);
}
