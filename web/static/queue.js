// Presses that wait for signal: kept on the phone, sent in order, each once, with its own time.

const SENDS_WITHIN_MS = 8000;
const NAME = "tailings-presses";

const read = () => JSON.parse(localStorage.getItem(NAME) ?? "[]");
const write = (items) => localStorage.setItem(NAME, JSON.stringify(items));

function change(key, what) {
  write(read().map((item) => (item.key === key ? { ...item, ...what } : item)));
}

// A key of its own for each press: pressing "send" twice, or an answer that was lost, does it once.
function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

export function makeQueue({ incident, person }, { onChange, onAnswer, onTime }) {
  const mine = (item) => item.incident === incident && item.person === person;
  const waiting = () => read().filter((item) => mine(item) && !item.refused);
  let sending = false;
  let signedOut = false;

  function put(press) {
    write([...read(), { ...press, incident, person, key: fresh() }]);
    onChange();
    return send();
  }

  function drop(key) {
    write(read().filter((item) => item.key !== key));
    onChange();
  }

  async function one(item) {
    const answer = await fetch(`/incidents/${encodeURIComponent(incident)}/me/act`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ command: item.command, fields: item.fields, key: item.key, at: item.at }),
      signal: AbortSignal.timeout(SENDS_WITHIN_MS),
    });
    if (answer.ok) return drop(item.key);
    if (answer.status === 401) {
      signedOut = true;
      throw new Error("signed out");
    }
    if (answer.status >= 500) throw new Error(String(answer.status));
    const told = await answer.json();
    change(item.key, { refused: told.message });
    onChange();
  }

  async function round() {
    for (let item = waiting()[0]; item; item = waiting()[0]) {
      await one(item);
      signedOut = false;
      onAnswer();
    }
  }

  async function send() {
    if (sending || !waiting().length) return;
    sending = true;
    onChange();
    try {
      if (navigator.locks) await navigator.locks.request(NAME, round);
      else await round();
    } catch {
      // Kept; the next sign of a connection sends it.
    } finally {
      sending = false;
      onChange();
    }
  }

  return {
    put, drop, send,
    items: () => read().filter(mine),
    sending: () => sending,
    signedOut: () => signedOut,
  };
}
