// Files for a form: chosen, pasted or dropped, sent at once, then named in the form by their ids.

const BY_NAME = { amr: "audio/amr", m4a: "audio/mp4", txt: "text/plain" };

// Some browsers know no type for what telephones record; the program looks at the content anyway.
const typeOf = (file) => file.type || BY_NAME[file.name.split(".").pop().toLowerCase()] || "application/octet-stream";

const key = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");

async function send(box, file) {
  const list = box.querySelector("ul");
  const said = box.querySelector("[role=status]");
  if (list.children.length >= Number(box.dataset.most)) {
    said.textContent = box.dataset.full;
    return;
  }
  const item = list.appendChild(document.createElement("li"));
  item.textContent = "…";
  const button = box.closest("form").querySelector("button.main");
  button.disabled = true;
  try {
    const answer = await fetch(box.dataset.send, {
      method: "POST",
      headers: { "content-type": typeOf(file), "idempotency-key": key() },
      body: file,
    });
    if (!answer.ok) throw new Error(answer.statusText);
    const { id } = await answer.json();
    const named = document.createElement("input");
    Object.assign(named, { type: "hidden", name: "materials", value: id });
    const link = document.createElement("a");
    Object.assign(link, { href: `${box.dataset.send}/${id}`, target: "_blank", rel: "noopener" });
    if (file.type.startsWith("image/")) {
      const picture = link.appendChild(document.createElement("img"));
      Object.assign(picture, { src: link.href, alt: file.name });
    } else {
      link.textContent = file.name || file.type;
    }
    item.replaceChildren(link, named);
    said.textContent = "";
  } catch {
    item.remove();
    said.textContent = box.dataset.failed;
  } finally {
    button.disabled = box.querySelector("li:not(:has(input))") !== null;
  }
}

async function sendAll(box, files) {
  for (const file of files) await send(box, file);
}

export function takeFiles() {
  document.body.classList.add("takes-files");
  // What is pasted while nothing has the focus is for the form that is open over the page.
  const formOf = (event) => event.target.closest?.("form") ?? document.querySelector("dialog[open] form, form.asks");
  const boxOf = (event) => formOf(event)?.querySelector(".files");
  document.addEventListener("change", (event) => {
    if (!event.target.matches(".files input[type=file]")) return;
    sendAll(boxOf(event), [...event.target.files]);
    event.target.value = "";
  });
  for (const [kind, carried] of [["paste", "clipboardData"], ["drop", "dataTransfer"]]) {
    document.addEventListener(kind, (event) => {
      const box = boxOf(event);
      const files = [...(event[carried]?.files ?? [])];
      if (!box || !files.length) return;
      event.preventDefault();
      sendAll(box, files);
    });
  }
  document.addEventListener("dragover", (event) => {
    if (boxOf(event)) event.preventDefault();
  });
}
