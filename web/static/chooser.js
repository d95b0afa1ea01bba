// Taking photographs into a form of the responders' page: each is shown small and can be taken out
// again. They stay in memory until the form's button is pressed.

import { shrunk } from "./pictures.js";

const chosen = new WeakMap();

const boxOf = (form) => form.querySelector(".pictures");

export const picturesOf = (form) => chosen.get(form) ?? [];

function show(form) {
  const box = boxOf(form);
  const pictures = picturesOf(form);
  const most = Number(box.dataset.most);
  box.querySelector("ul").replaceChildren(...pictures.map((picture, index) => {
    const item = document.createElement("li");
    picture.canvas.setAttribute("role", "img");
    picture.canvas.setAttribute("aria-label", box.dataset.name.replace("{number}", index + 1));
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = box.dataset.remove;
    remove.addEventListener("click", () => {
      chosen.set(form, picturesOf(form).filter((other) => other !== picture));
      say(form, "");
      show(form);
      box.querySelector("input").focus();
    });
    item.append(picture.canvas, remove);
    return item;
  }));
  box.querySelector("label").hidden = pictures.length >= most;
}

export function say(form, words) {
  boxOf(form).querySelector("[role=status]").textContent = words;
}

async function take(form, files) {
  const box = boxOf(form);
  const button = form.querySelector("button.main");
  button.disabled = true;
  say(form, box.dataset.reading);
  let told = "";
  for (const file of files) {
    if (picturesOf(form).length >= Number(box.dataset.most)) {
      told = box.dataset.full;
      break;
    }
    try {
      chosen.set(form, [...picturesOf(form), await shrunk(file)]);
    } catch {
      told = box.dataset.unreadable.replace("{name}", file.name);
    }
  }
  say(form, told);
  show(form);
  button.disabled = false;
}

// The form is empty again.
export function clearPictures(form) {
  if (!boxOf(form)) return;
  chosen.delete(form);
  say(form, "");
  show(form);
}

export function takePictures() {
  document.documentElement.classList.add("takes-pictures");
  document.addEventListener("click", (event) => {
    // The page is exchanged under a form only where nobody is at it; the camera leaves the page.
    if (event.target.matches(".pictures input[type=file]")) event.target.focus();
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches(".pictures input[type=file]")) return;
    const files = [...event.target.files];
    event.target.value = "";
    take(event.target.closest("form"), files);
  });
}
