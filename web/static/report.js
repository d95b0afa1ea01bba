// A hint beside the place: the dams that it may mean. The choice stays with the person.

const place = document.querySelector('[name="place"]');
const dam = document.querySelector('[name="dam"]');
const hint = document.getElementById("dams");
let asked = 0;

async function look() {
  const turn = ++asked;
  const answer = await fetch(`/report/dams?place=${encodeURIComponent(place.value.slice(0, 400))}`);
  if (answer.ok && turn === asked) hint.innerHTML = dam.value ? "" : await answer.text();
}

place.addEventListener("change", () => look().catch(() => {}));
hint.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dam]");
  if (!button) return;
  dam.value = button.dataset.dam;
  hint.replaceChildren();
  dam.focus();
});
