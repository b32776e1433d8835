// What can go wrong between a shop and Stripe, tried out in Assay's sandbox: node --test
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, afterEach, beforeEach, test } from "node:test";
import { openShop } from "./shop.mjs";

const sandbox = spawn("assay", ["sandbox", "--json"], { stdio: ["ignore", "pipe", "inherit"] });
const [line] = await once(createInterface({ input: sandbox.stdout }), "line");
const { control } = JSON.parse(line);
after(() => sandbox.kill());

async function ask(method, path, body) {
  const headers = { Authorization: `Bearer ${control.token}`, "Content-Type": "application/json" };
  const reply = await fetch(control.base_url + path, { method, headers, body: body && JSON.stringify(body) });
  const told = await reply.json();
  if (!reply.ok) throw new Error(told.error);
  return told;
}

let world, shop;

beforeEach(async () => {
  const made = await ask("POST", "/worlds");
  world = `/worlds/${made.id}`;
  shop = await openShop(made.providers.stripe);
  shop.secret = (await ask("POST", `${world}/stripe/test/endpoints`, { url: shop.url })).secret;
});

afterEach(async () => {
  shop.close();
  await ask("DELETE", world);
});

test("an order is shipped once, however often and in whatever order it is told", async () => {
  await ask("PUT", `${world}/news`, { mode: "hold" });
  const payment = await shop.checkout("tea");
  const events = await ask("GET", `${world}/stripe/test/events?object=${payment.id}`);

  let plan = { schedule: events.map(({ id }) => ({ event: id })) };
  plan = await ask("POST", "/behaviours/duplicate", { ...plan, options: { within: 50 } });
  plan = await ask("POST", "/behaviours/reorder", { ...plan, seed: 3 });
  const { records } = await ask("POST", `${world}/deliveries`, plan);

  assert.deepEqual(records.map(({ status }) => status), Array(2 * events.length).fill(200));
  assert.deepEqual(shop.shipped, ["tea"]);
});

test("a forged webhook is refused, in whatever way it was made", async () => {
  await ask("PUT", `${world}/news`, { mode: "hold" });
  const payment = await shop.checkout("tea");
  const [{ id }] = await ask("GET", `${world}/stripe/test/events?type=payment_intent.succeeded&object=${payment.id}`);

  const forgeries = await ask("GET", "/forgeries");
  const schedule = forgeries.map(({ name }) => ({ event: id, forgery: name }));
  const { records } = await ask("POST", `${world}/deliveries`, { schedule });

  assert.deepEqual(records.filter(({ status }) => status !== 400), []);
  assert.deepEqual(shop.shipped, []);
});

test("news that found the shop closed comes again", async () => {
  shop.isOpen = false;
  await shop.checkout("tea");
  await ask("POST", `${world}/quiet`);
  assert.deepEqual(shop.shipped, []);

  shop.isOpen = true;
  await ask("POST", `${world}/clock`, { advance: 3 * 24 * 60 * 60 });
  await ask("POST", `${world}/quiet`);
  assert.deepEqual(shop.shipped, ["tea"]);
});

test("a call whose reply is lost is made again, and paid once", async () => {
  const fault = { operation: "payment_intents.create", moment: "after", action: "lost_reply", times: 1 };
  await ask("POST", `${world}/faults`, fault);
  const payment = await shop.checkout("tea");

  const calls = await ask("GET", `${world}/calls`);
  assert.deepEqual(calls.map(({ operation, status }) => [operation, status]), [
    ["payment_intents.create", null],
    ["payment_intents.create", 200],
  ]);
  const made = await ask("GET", `${world}/stripe/test/objects?prefix=pi_`);
  assert.deepEqual(made.map(({ id }) => id), [payment.id]);
});
