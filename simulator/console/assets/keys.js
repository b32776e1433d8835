// The keyboard: which key does what, and the table that tells it. Not: doing it.

import { open } from "./dialog.js";
import { el } from "./text.js";

export const KEYS = [
  ["j", "next", "next row (also ↓)"],
  ["k", "previous", "previous row (also ↑)"],
  ["G", "newest", "newest row, and follow what is new (also End)"],
  ["g", "oldest", "oldest row (also Home)"],
  ["Enter", "open", "go to the detail"],
  ["Escape", "back", "back to the list; there: clear the search"],
  ["/", "find", "find by order, object, event or path"],
  ["o", "only", "only what belongs to this object"],
  ["1", "call", "show or hide API calls"],
  ["2", "delivery", "show or hide deliveries"],
  ["3", "problems", "show problems only, or everything"],
  ["r", "again", "send this delivery again"],
  ["e", "change", "change its body and sign again"],
  ["f", "forge", "forge it: send it with a wrong signature"],
  ["m", "mark", "mark it for a behaviour (also Space)"],
  ["s", "event", "send an event for an object"],
  ["b", "behave", "apply a behaviour: duplicate, reorder, delay, drop …"],
  ["h", "hold", "hold new events back, or let them leave again"],
  ["c", "clock", "advance the clock"],
  ["x", "faults", "switch faults on and off"],
  ["?", "help", "this list"],
];

const ALSO = { ArrowDown: "next", ArrowUp: "previous", End: "newest", Home: "oldest", " ": "mark" };

const STORED = "assay-console-keys";

const single = () => localStorage.getItem(STORED) !== "off";

/** Call `act` with the name of what a key stands for, wherever no text is being typed. */
export function listen(act) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "Escape") return act("back", event);
    if (typing) return undefined;
    const inList = event.target.id === "rows" || event.target === document.body;
    const onButton = event.target.closest("button");
    if (event.key === "Enter" && onButton) return undefined;
    const name = (inList && ALSO[event.key]) || KEYS.find(([key]) => key === event.key)?.[1];
    if (!name || (event.key.length === 1 && !inList && !single())) return undefined;
    if (event.key.length === 1 && !single() && event.key !== "?") return undefined;
    event.preventDefault();
    return act(name, event);
  });
}

/** Show the table of keys; single letters can be switched off, for those who dictate. */
export function help() {
  const box = el("input", { type: "checkbox", onchange: () => localStorage.setItem(STORED, box.checked ? "on" : "off") });
  box.checked = single();
  open("Keyboard shortcuts", [
    el("table", { class: "keys" }, el("tbody", {}, KEYS.map(([key, , meaning]) => el("tr", {}, el("th", { scope: "row" }, el("kbd", {}, key)), el("td", {}, meaning))))),
    el("p", { class: "quiet" }, "→ is a call of your app to the provider, ← a delivery of the provider to your app; ✓ went well, ✗ did not, ! is a forgery that was accepted."),
    el("label", { class: "option" }, box, el("span", {}, "Use single letters and digits as shortcuts")),
  ]);
}
