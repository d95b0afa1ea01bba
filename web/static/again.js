// Asks again and again; the next question waits for the answer to the last one.

export async function againAndAgain(ask, everyMs) {
  const began = performance.now();
  await ask();
  setTimeout(againAndAgain, Math.max(0, everyMs() - (performance.now() - began)), ask, everyMs);
}
