// Elements, times and JSON as a person reads them. Not: what is shown.

/** Make an element: attributes by name, `on…` for listeners, then its children (text is never markup). */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const two = (number) => String(number).padStart(2, "0");

/** The time of day of unix seconds, in milliseconds. */
export function timeOfDay(seconds) {
  const at = new Date(seconds * 1000);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}

/** Date and time of unix seconds. */
export function dateAndTime(seconds) {
  const at = new Date(seconds * 1000);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** A duration of so many seconds. */
export function duration(seconds) {
  if (seconds < 0.001) return "<1 ms";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 90) return `${seconds.toFixed(1)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 129600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} d`;
}

/** Return text that is JSON, parsed; undefined if it is none. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** A block of JSON, or of text as it is, with names, texts and numbers told apart. */
export function code(value, label) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  const pre = el("pre", { tabindex: 0, role: "region", "aria-label": label });
  if (text === undefined || text === "" || text === "{}") {
    pre.append(el("span", { class: "quiet" }, "empty"));
    return pre;
  }
  if (typeof value === "string") {
    pre.textContent = text;
    return pre;
  }
  let done = 0;
  for (const found of text.matchAll(TOKEN)) {
    pre.append(text.slice(done, found.index));
    const kind = found[2] ? "name" : found[1] ? "text" : "value";
    pre.append(el("span", { class: kind }, found[1] || found[0]), found[2] || "");
    done = found.index + found[0].length;
  }
  pre.append(text.slice(done));
  return pre;
}
