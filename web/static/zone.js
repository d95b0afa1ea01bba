// Times are shown in the plan's zone, whatever the browser's own is.

const timeZone = document.documentElement.dataset.zone;
const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };

const short = new Intl.DateTimeFormat("sv-SE", { timeZone, ...clock });
const long = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit", ...clock });

export const time = (at) => short.format(at);
export const dayAndTime = (at) => long.format(at);
