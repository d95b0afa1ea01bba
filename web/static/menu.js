// The menu of what can be recorded: opens with one press, is searched by typing, closes with Escape.

export function makeMenu() {
  const menu = document.getElementById("record");
  if (!menu) return { open() {}, filter() {} };
  const summary = menu.querySelector("summary");
  const find = menu.querySelector("input");
  const nothing = menu.querySelector(".nothing");
  const shown = () => [...menu.querySelectorAll(".offered a")].filter((a) => !a.closest("[hidden]"));
  find.closest("label").hidden = false;

  function filter() {
    const words = find.value.trim().toLowerCase();
    for (const group of menu.querySelectorAll(".offered section")) {
      const whole = group.querySelector("h3").textContent.toLowerCase().includes(words);
      let any = false;
      for (const item of group.querySelectorAll("li")) {
        item.hidden = !whole && !item.textContent.toLowerCase().includes(words);
        any ||= !item.hidden;
      }
      group.hidden = !any;
    }
    nothing.hidden = shown().length > 0;
  }

  function close() {
    menu.open = false;
    find.value = "";
    filter();
  }

  find.addEventListener("input", filter);
  menu.addEventListener("toggle", () => {
    // The event comes late; whoever is quick with the keys is on a link already.
    if (menu.open && !menu.querySelector(".sheet-up").contains(document.activeElement)) find.focus();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter and arrows belong to the input method
    const links = shown();
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      event.preventDefault();
      close();
      summary.focus();
    } else if (event.key === "Enter" && event.target === find) {
      event.preventDefault();
      links[0]?.click();
    } else if (event.key === "ArrowDown" && menu.open) {
      event.preventDefault();
      links[Math.min(at + 1, links.length - 1)]?.focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (links[at - 1] ?? find).focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (menu.open && (!menu.contains(event.target) || event.target.closest("a"))) close();
  });
  return {
    open() {
      menu.open = true;
      find.focus();
    },
    filter,
  };
}
