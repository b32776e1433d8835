// The console: follows one world's feed and wires list, detail, filters and keys together. Not: any of them.

import { Refused, ask } from "./api.js";
import { Detail } from "./detail.js";
import { help, listen } from "./keys.js";
import { Rows, ofCall, ofDelivery } from "./rows.js";
import * as sending from "./sending.js";
import { dateAndTime, el } from "./text.js";
import { Timeline } from "./timeline.js";
import * as worlds from "./world.js";

const WAIT = 5; // seconds that the simulator holds a question to which nothing is new
const AGAIN = 1000; // milliseconds before a simulator that did not answer is asked again
const SAID = 8000; // milliseconds that a sentence stays

const at = (id) => document.getElementById(id);
const list = at("rows");

let world = null;
let rows = new Rows();
let numbers = { calls: 0, deliveries: 0 };
let standing = { now: 0, news: "deliver", held: [], faults: [] };
let read = 0;
let asking = new AbortController();
let drawn = false;
const filter = { words: "", kinds: new Set(["call", "delivery"]), problems: false };

// Saying.

function say(sentence, bad = false) {
  const said = el("p", { class: bad ? "bad" : "" }, sentence);
  at("said").append(said);
  while (at("said").children.length > 3) at("said").firstChild.remove();
  setTimeout(() => said.remove(), SAID);
}

function live(state, sentence) {
  if (at("live").dataset.state === state) return;
  at("live").dataset.state = state;
  at("live").textContent = sentence;
}

// The list and the detail.

const timeline = new Timeline(list, {
  chosen: (row) => (row ? detail.show(row, world, rows.all) : detail.none()),
  opened: () => document.body.classList.add("reading"),
});

const detail = new Detail(at("detail"), {
  find: (id) => find(id),
  act: (name) => act(name),
  goTo: (row) => goTo(row),
  back: () => act("back"),
});

function goTo(row) {
  if (!timeline.rows.includes(row)) find("");
  timeline.select(row);
}

function find(words) {
  at("find").value = words;
  filter.words = words;
  draw();
}

function draw() {
  drawn = true;
  const shown = rows.shown(filter);
  timeline.show(shown);
  const all = rows.all.length;
  const related = shown.related.size;
  at("count").textContent = shown.rows.length === all ? `${all} in all` : `${shown.rows.length} of ${all}${related ? `, ${related} related` : ""}`;
  at("nothing").hidden = all > 0;
  at("unmatched").hidden = all === 0 || shown.rows.length > 0;
  at("newest").hidden = timeline.follow;
}

function drawSoon() {
  if (!drawn) return;
  drawn = false;
  requestAnimationFrame(draw);
}

function showStanding() {
  const { held, news, faults } = standing;
  const hold = document.querySelector("header [data-do=hold]");
  hold.setAttribute("aria-pressed", String(news === "hold"));
  const on = faults.filter((one) => !worlds.isUsedUp(one)).length;
  at("faults").textContent = on ? `: ${on} on` : "";
  at("held").hidden = !held.length;
  if (held.length) {
    at("held").replaceChildren(
      el("span", {}, `${held.length} held back: ${[...new Set(held.map((one) => one.type))].slice(0, 4).join(", ")}${held.length > 4 ? " …" : ""}`),
      el("button", { onclick: () => doing(() => worlds.release(world, null, say)) }, "Release all"));
  }
}

const worldNow = () => standing.now + (performance.now() - read) / 1000;

setInterval(() => {
  if (standing.now) at("now").textContent = dateAndTime(worldNow());
}, 500);

list.addEventListener("follow", () => {
  at("newest").hidden = timeline.follow;
});

// The feed.

async function followFeed() {
  let wait = 0;
  for (;;) {
    const asked = world;
    try {
      const { calls, deliveries } = numbers;
      const told = await ask("GET", `/worlds/${asked}/feed?calls=${calls}&deliveries=${deliveries}&wait=${wait}`, undefined, asking.signal);
      if (asked === world) take(told);
      live("on", "Live");
      wait = WAIT;
    } catch (no) {
      wait = 0;
      if (no.name === "AbortError") asking = new AbortController();
      else await recover(no);
    }
  }
}

function take(told) {
  for (const call of told.calls) rows.add(ofCall(call));
  for (const delivery of told.deliveries) rows.add(ofDelivery(delivery));
  numbers = { calls: told.last_call, deliveries: told.last_delivery };
  standing = { now: told.now, news: told.news, held: told.held, faults: told.faults };
  read = performance.now();
  showStanding();
  if (told.calls.length || told.deliveries.length) drawSoon();
  if (detail.row && told.deliveries.some((one) => one.request_id === detail.row.call?.request_id)) detail.show(detail.row, world, rows.all);
}

async function recover(no) {
  // Whatever it was, the page goes on following: a reader must not look at an axis that has silently stopped.
  if (!(no instanceof Refused)) console.error(no);
  if (no.status === 401) location.reload();
  if (no.status === 409) enter(world);
  if (no.status === 404) await readWorlds().catch(() => null);
  live("off", no.status ? "Refused" : "No answer");
  await new Promise((resolve) => setTimeout(resolve, AGAIN));
}

function enter(id) {
  world = id;
  rows = new Rows();
  numbers = { calls: 0, deliveries: 0 };
  timeline.forget();
  draw();
  asking.abort();
}

async function readWorlds() {
  const told = await ask("GET", "/worlds");
  at("world").replaceChildren(...told.map(({ id }) => el("option", { value: id }, id)));
  at("base").textContent = Object.values(told[0]?.providers || {}).map((one) => one.base_url).join(", ");
  const wanted = new URLSearchParams(location.search).get("world");
  const there = told.some(({ id }) => id === world);
  if (there) at("world").value = world;
  else enter(told.find(({ id }) => id === wanted)?.id || told[0]?.id);
  at("world").value = world;
}

// What can be done, by name: buttons and keys end here.

async function doing(what) {
  try {
    await what();
  } catch (no) {
    say(no.message, true);
  }
  asking.abort();
}

function delivered() {
  const row = timeline.selected;
  if (row?.kind !== "delivery") throw new Error("Choose a delivery first");
  return row;
}

const ACTS = {
  next: () => timeline.step(1),
  previous: () => timeline.step(-1),
  newest: () => {
    timeline.step(Infinity);
    timeline.toEnd();
  },
  oldest: () => timeline.step(-Infinity),
  open: () => {
    if (!timeline.selected) timeline.step(0);
    document.body.classList.add("reading");
    at("detail").focus();
  },
  back: () => {
    const inList = document.activeElement === list && !document.body.classList.contains("reading");
    document.body.classList.remove("reading");
    if (filter.words && (inList || document.activeElement === at("find"))) find("");
    list.focus();
  },
  find: () => at("find").select(),
  only: () => timeline.selected?.group && find(timeline.selected.group),
  call: () => toggle("call"),
  delivery: () => toggle("delivery"),
  problems: () => toggle("problems"),
  mark: () => timeline.mark(timeline.selected) || say("Choose a delivery first", true),
  again: () => doing(() => sending.again(world, delivered(), say)),
  change: () => doing(() => sending.change(world, delivered(), say)),
  forge: () => doing(() => sending.forge(world, delivered(), say)),
  event: () => doing(() => sending.event(world, timeline.selected, rows.all, say)),
  behave: () => doing(() => sending.behave(world, timeline.selected, rows.all, timeline.marked, say)),
  hold: () => doing(() => worlds.hold(world, standing.news, say)),
  clock: () => worlds.clock(world, worldNow, (...told) => {
    say(...told);
    asking.abort();
  }),
  faults: () => doing(() => worlds.faults(world, timeline.selected, rows.all, { say, changed: () => asking.abort() })),
  help,
};

function act(name) {
  ACTS[name]?.();
}

const isOn = (name) => document.querySelector(`[data-toggle=${name}]`).getAttribute("aria-pressed") === "true";

function toggle(name) {
  const on = !isOn(name);
  document.querySelector(`[data-toggle=${name}]`).setAttribute("aria-pressed", String(on));
  if (name === "problems") filter.problems = on;
  else if (on) filter.kinds.add(name);
  else filter.kinds.delete(name);
  draw();
}

for (const button of document.querySelectorAll("header [data-do]")) button.addEventListener("click", () => act(button.dataset.do));
for (const button of document.querySelectorAll("[data-toggle]")) button.addEventListener("click", () => toggle(button.dataset.toggle));
at("newest").addEventListener("click", () => act("newest"));
at("all").addEventListener("click", () => {
  for (const [name, wanted] of [["call", true], ["delivery", true], ["problems", false]]) if (isOn(name) !== wanted) toggle(name);
  find("");
  list.focus();
});
at("find").addEventListener("input", () => find(at("find").value));
at("find").form.addEventListener("submit", (event) => {
  event.preventDefault();
  timeline.step(0);
  list.focus();
});
at("world").addEventListener("change", () => enter(at("world").value));
at("world").addEventListener("focus", () => doing(readWorlds));
listen(act);

// The code in the address has done its work, and must not be read over a shoulder or kept in a history.
const address = new URL(location.href);
address.searchParams.delete("code");
history.replaceState(null, "", address);

await readWorlds().catch((no) => live("off", no.message));
list.focus();
await followFeed();
