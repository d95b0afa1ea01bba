// Presses that wait for signal: kept on the phone, sent in order, each once, with its own time, and
// only as the person who pressed. Photographs of a press go before it, under keys made of its own.

import { dropPictures, keepPictures, keptPicture, onlyPictures } from "./pictures.js";

const SENDS_WITHIN_MS = 8000;
const SENDS_PICTURE_WITHIN_MS = 60000;
const SEVERAL = 3; // answers that say neither yes nor no, until the page says so
const NAME = "tailings-presses";
const FIRST = "AnswerWithdrawal"; // a call for rescue waits for no photograph
const OVERTAKEN = new Error("something more urgent was pressed");

const read = () => JSON.parse(localStorage.getItem(NAME) ?? "[]");
const write = (items) => localStorage.setItem(NAME, JSON.stringify(items));

function change(key, what) {
  write(read().map((item) => (item.key === key ? { ...item, ...what } : item)));
}

// A picture that was not taken in holds its press back until the person has decided.
export const held = (item) => Boolean(item.pictures?.some((picture) => picture.why));

// A key of its own for each press: pressing "send" twice, or an answer that was lost, does it once.
function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

export function makeQueue({ incident, person }, { onChange, onAnswer, onOther }) {
  const mine = (item) => item.incident === incident && item.person === person;
  const waiting = () => read().filter((item) => mine(item) && !item.refused && !held(item));
  const found = (key) => read().find((item) => item.key === key);
  let sending = false;
  let signedOut = false;
  let someoneElse = false;
  let upload = null;

  // Rejects where the phone has no room; then nothing is kept, and nothing was pressed.
  async function put(press, taken = []) {
    const key = fresh();
    const pictures = taken.map((_, index) => ({ id: `${key}-${index + 1}` }));
    if (taken.length) await keepPictures(pictures.map(({ id }, index) => [id, taken[index]]));
    write([...read(), { ...press, incident, person, key, pictures }]);
    if (press.command === FIRST) upload?.abort(OVERTAKEN);
    onChange();
    send();
  }

  function forget(pictures) {
    if (pictures?.length) dropPictures(pictures.map(({ id }) => id)).catch(() => {});
  }

  function drop(key) {
    forget(found(key)?.pictures);
    write(read().filter((item) => item.key !== key));
    onChange();
  }

  function sendWithout(key) {
    const { pictures } = found(key);
    forget(pictures.filter(({ why }) => why));
    change(key, { pictures: pictures.filter(({ why }) => !why) });
    onChange();
    return send();
  }

  // Throws where nothing can be sent now: without signal, signed out, or with somebody else in.
  async function post(where, headers, body, signal) {
    const answer = await fetch(`/incidents/${encodeURIComponent(incident)}/${where}`, {
      method: "POST", headers: { accept: "application/json", ...headers }, body, signal,
    });
    signedOut = answer.status === 401;
    if (signedOut) throw new Error("signed out");
    const told = await answer.json().catch(() => null);
    someoneElse = told?.code === "other_person";
    if (someoneElse) {
      onOther();
      throw new Error("signed in as somebody else");
    }
    // What came too slowly (408) or after too many (429) is sent again, like what met no program.
    const later = answer.status >= 500 || [408, 429].includes(answer.status);
    const refused = !answer.ok && !later && told?.message;
    return { ok: answer.ok, told, refused };
  }

  function note(key, id, what) {
    const item = found(key);
    if (!item) return;
    change(key, { pictures: item.pictures.map((one) => (one.id === id ? { ...one, ...what } : one)) });
    onChange();
  }

  // Whether the picture needs no more sending: it is with the desk, or will not be taken in.
  async function picture({ key }, { id }) {
    const bytes = await keptPicture(id);
    if (!bytes) {
      note(key, id, { why: "gone" });
      return true;
    }
    upload = new AbortController();
    const late = setTimeout(() => upload.abort(), SENDS_PICTURE_WITHIN_MS);
    const headers = { "content-type": "image/jpeg", "idempotency-key": id, "x-person": encodeURIComponent(person) };
    const { ok, told, refused } = await post("materials", headers, bytes, upload.signal).finally(() => {
      clearTimeout(late);
    });
    if (refused) note(key, id, { why: refused });
    if (!ok || !told?.id) return Boolean(refused);
    note(key, id, { material: told.id });
    forget([{ id }]);
    return true;
  }

  async function one({ key }) {
    const unsent = found(key)?.pictures?.filter(({ material, why }) => !material && !why) ?? [];
    for (const next of unsent) if (!(await picture({ key }, next))) return failed(found(key));
    const item = found(key);
    if (!item || held(item)) return;
    const materials = item.pictures?.map(({ material }) => material).join(" ");
    const fields = materials ? { ...item.fields, materials } : item.fields;
    const press = { person: item.person, command: item.command, fields, key, at: item.at };
    const { ok, refused } = await post(
      "me/act", { "content-type": "application/json" }, JSON.stringify(press), AbortSignal.timeout(SENDS_WITHIN_MS),
    );
    if (ok) drop(key);
    else if (refused) change(key, { refused });
    else return failed(item);
    onChange();
    onAnswer();
  }

  // The order is kept, but what is never answered must not hold back a call for rescue for ever.
  function failed(item) {
    if (!item) return;
    const failures = (item.failures ?? 0) + 1;
    change(item.key, { failures });
    onChange();
    if (failures < SEVERAL) throw new Error("no answer");
  }

  async function round() {
    const tried = new Set();
    const next = () => {
      const left = waiting().filter((item) => !tried.has(item.key));
      return left.find((item) => item.command === FIRST) ?? left[0];
    };
    for (let item = next(); item; item = next()) {
      tried.add(item.key);
      try {
        await one(item);
      } catch (problem) {
        if (upload?.signal.reason !== OVERTAKEN) throw problem;
        tried.delete(item.key);
      } finally {
        upload = null;
      }
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

  // What was cut off between two steps, or belongs to presses that are no longer here.
  const needed = read().flatMap((item) => item.pictures ?? []).filter(({ material }) => !material);
  onlyPictures(needed.map(({ id }) => id)).catch(() => {});

  return {
    put, drop, send, sendWithout,
    items: () => read().filter(mine),
    others: () => read().filter((item) => item.person !== person && !item.refused).length,
    failing: (item) => (item.failures ?? 0) >= SEVERAL,
    sending: () => sending,
    signedOut: () => signedOut,
    someoneElse: () => someoneElse,
  };
}
