// Presses that wait for signal: kept on the phone, sent in order, each once, with its own time, and
// only as the person who pressed.

const SENDS_WITHIN_MS = 8000;
const SEVERAL = 3; // answers that say neither yes nor no, until the page says so
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

export function makeQueue({ incident, person }, { onChange, onAnswer, onOther }) {
  const mine = (item) => item.incident === incident && item.person === person;
  const waiting = () => read().filter((item) => mine(item) && !item.refused);
  let sending = false;
  let signedOut = false;
  let someoneElse = false;

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
      body: JSON.stringify({
        person: item.person, command: item.command, fields: item.fields, key: item.key, at: item.at,
      }),
      signal: AbortSignal.timeout(SENDS_WITHIN_MS),
    });
    signedOut = answer.status === 401;
    if (signedOut) throw new Error("signed out");
    const told = answer.ok ? null : await answer.json().catch(() => null);
    someoneElse = told?.code === "other_person";
    if (someoneElse) {
      onOther();
      throw new Error("signed in as somebody else");
    }
    if (answer.ok) drop(item.key);
    else if (answer.status >= 500 || !told?.message) return failed(item);
    else change(item.key, { refused: told.message });
    onChange();
    onAnswer();
  }

  // The order is kept, but what is never answered must not hold back a call for rescue for ever.
  function failed(item) {
    const failures = (item.failures ?? 0) + 1;
    change(item.key, { failures });
    onChange();
    if (failures < SEVERAL) throw new Error("no answer");
  }

  async function round() {
    const tried = new Set();
    const next = () => waiting().find((item) => !tried.has(item.key));
    for (let item = next(); item; item = next()) {
      tried.add(item.key);
      await one(item);
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
    others: () => read().filter((item) => item.person !== person && !item.refused).length,
    failing: (item) => (item.failures ?? 0) >= SEVERAL,
    sending: () => sending,
    signedOut: () => signedOut,
    someoneElse: () => someoneElse,
  };
}
