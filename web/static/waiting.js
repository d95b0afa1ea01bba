// The list of presses that are not with the desk yet, and of those that were not accepted.

import { held } from "./queue.js";
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

function button(words, kind, press) {
  const made = document.createElement("button");
  made.textContent = words;
  made.className = kind;
  made.addEventListener("click", press);
  return made;
}

function counted({ pictures }, words) {
  const sent = pictures.filter(({ material }) => material).length;
  return words.pictures.replace("{sent}", sent).replace("{count}", pictures.length);
}

// Which pictures were not taken in and why; what to do about it is for the person to say.
function undecided(item, queue, words, lang) {
  const refused = item.pictures.flatMap(({ why }, index) => {
    if (!why) return [];
    const told = why === "gone" ? words.pictureGone : why[lang];
    return [line(words.pictureRefused.replace("{number}", index + 1).replace("{why}", told), "why")];
  });
  return [
    ...refused,
    button(words.without, "main", () => queue.sendWithout(item.key)),
    button(words.nothing, "", () => queue.drop(item.key)),
  ];
}

function entry(item, queue, words, lang) {
  const made = document.createElement("li");
  made.append(line(`${time(new Date(item.at))} ${item.says}`, "what"));
  if (item.refused) {
    made.className = "refused";
    made.append(line(`${words.refused}: ${item.refused[lang]}`, "why"));
    made.append(button(words.seen, "", () => queue.drop(item.key)));
    return made;
  }
  if (item.pictures?.length) made.append(line(counted(item, words), "state"));
  if (held(item)) made.append(...undecided(item, queue, words, lang));
  else made.append(line(state(item, queue, words), "state"));
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
