// What is done to the world itself: its clock, its faults, its held events. Not: deliveries by hand.

import { ask } from "./api.js";
import { choice, field, open, select, suggestions } from "./dialog.js";
import { dateAndTime, el } from "./text.js";

const UNITS = [["1", "seconds"], ["60", "minutes"], ["3600", "hours"], ["86400", "days"]];

/** Move the world's clock forward. */
export function clock(world, now, say) {
  const many = el("input", { type: "number", name: "many", min: 0, step: "any", value: 1, required: true, "data-first": true });
  const unit = select("unit", UNITS, "3600");
  const ahead = el("p", { class: "quiet" });
  const seconds = () => Number(many.value) * Number(unit.value);
  const tell = () => {
    ahead.textContent = `It is ${dateAndTime(now())} there; it will be ${dateAndTime(now() + seconds())}.`;
  };
  const form = open("Advance the world's clock", [
    el("p", {}, "What comes due until then happens at once: retries leave, balances are booked, debits arrive. Time never goes back."),
    el("div", { class: "pair" }, field("By", many), field("Unit", unit)), ahead,
  ], {
    button: "Advance",
    go: async () => {
      const told = await ask("POST", `/worlds/${world}/clock`, { advance: seconds() });
      say(`It is ${dateAndTime(told.now)} in this world now`);
    },
  });
  form.addEventListener("input", tell);
  tell();
}

const ACTIONS = [
  { value: "status", label: "Error", meaning: "The call is answered with a status, in the provider's manner." },
  { value: "latency", label: "Slow", meaning: "The call takes longer." },
  { value: "lost_reply", label: "Lost reply", meaning: "The connection is closed without an answer." },
  { value: "hang", label: "Hang", meaning: "The connection stays open and says nothing." },
  { value: "hold", label: "Hold", meaning: "The call waits until you let it go, or for so many seconds." },
  { value: "garble", label: "Garbled", meaning: "The reply breaks off in the middle of its JSON." },
];

const MOMENTS = [["before", "before it runs"], ["after", "after it ran"]];

/** Whether a fault has struck as often as it may, and holds nothing. */
export const isUsedUp = ({ fault, hits, holding = 0 }) => Boolean(fault.times) && hits >= fault.times && !holding;

/** What a fault does, in the words of the choice above. */
const named = (fault) => [ACTIONS.find((one) => one.value === fault.action)?.label ?? fault.action, fault.action === "status" && fault.status].filter(Boolean).join(" ");

/** Set a fault, and see, let go and remove those that are set. */
export async function faults(world, row, rows, { say, changed }) {
  const list = el("div", { class: "faults" });
  const refresh = async () => {
    const set = await ask("GET", `/worlds/${world}/faults`);
    list.replaceChildren(...(set.length ? set.map(shown) : [el("p", { class: "quiet" }, "No fault is set.")]));
    changed();
  };
  const shown = ({ fault, hits, holding = 0 }) => {
    const settle = (method, path, sentence) => async () => {
      await ask(method, `/worlds/${world}/faults/${fault.id}${path}`).then(() => say(sentence), (no) => say(no.message, true));
      await refresh();
    };
    return el("div", { class: "fault" },
      el("span", {}, el("b", {}, fault.id), ` ${named(fault)} · ${fault.operation} · struck ${hits}${fault.times ? ` of ${fault.times}` : ""}${isUsedUp({ fault, hits, holding }) ? ", used up" : ""}${holding ? ` · holds ${holding}` : ""}`),
      fault.action === "hold" && el("button", { type: "button", onclick: settle("POST", "/let-go", `${fault.id} has let go`) }, "Let go"),
      el("button", { type: "button", onclick: settle("DELETE", "", `${fault.id} is off`) }, "Switch off"));
  };
  const operations = rows.filter((one) => one.call && one.call.operation !== "?").map((one) => one.call.operation);
  const form = open("Faults", [
    list, el("h3", {}, "Switch one on"),
    field("For the operation", el("input", { name: "operation", value: row?.call?.operation || "*", list: "operations", required: true, spellcheck: "false", "data-first": true }),
      "A name or a pattern: payment_intents.create, *.retrieve, *"),
    suggestions("operations", ["*", ...operations]),
    choice("What goes wrong", "action", ACTIONS),
    el("div", { class: "pair" },
      el("div", { "data-for": "status" }, field("Status", select("status", ["500", "503", "429", "409", "402", "400"], "500"))),
      el("div", { "data-for": "latency hold" }, field("Seconds", el("input", { type: "number", name: "seconds", min: 0.1, max: 600, step: "any", value: 5 }))),
      el("div", { "data-for": "status lost_reply hang hold latency" }, field("When", select("moment", MOMENTS, "before"))),
      field("How often", el("input", { type: "number", name: "times", min: 1, placeholder: "every time", value: 1 }), "Empty: every time")),
  ], {
    button: "Switch on",
    go: async (fields) => {
      const action = fields.get("action");
      const fault = { operation: fields.get("operation").trim(), action, by: "any", moment: action === "garble" ? "after" : fields.get("moment") };
      if (action === "status") fault.status = Number(fields.get("status"));
      if (action === "latency" || action === "hold") fault.seconds = Number(fields.get("seconds"));
      if (fields.get("times")) fault.times = Number(fields.get("times"));
      const { id } = await ask("POST", `/worlds/${world}/faults`, fault);
      say(`${id} is on: ${named(fault)} for ${fault.operation}`);
      changed();
    },
  });
  const fit = () => {
    const action = new FormData(form).get("action");
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(action);
  };
  form.addEventListener("change", fit);
  fit();
  await refresh();
}

/** Keep events back from now on, or let them leave by themselves again. */
export async function hold(world, news, say) {
  const mode = news === "hold" ? "deliver" : "hold";
  await ask("PUT", `/worlds/${world}/news`, { mode });
  say(mode === "hold" ? "Events are held back from now on" : "Events leave by themselves again; held ones stay until released");
}

/** Let held events leave: those of the ids, or all. */
export async function release(world, events, say) {
  const { released } = await ask("POST", `/worlds/${world}/news/release`, { events });
  say(`${released.length} released`);
}
