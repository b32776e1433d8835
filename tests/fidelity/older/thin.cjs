// Opens a thin event with the stripe-node of a folder, and fetches what it is about; prints it as JSON. Not: a test.
const fs = require("fs");
const path = require("path");
const [key, base, folder, modules] = process.argv.slice(2);
const loaded = require(path.join(modules, "node_modules", "stripe"));
const Stripe = loaded.default || loaded.Stripe || loaded;
const { hostname, port } = new URL(base);
const stripe = new Stripe(key, { host: hostname, port: Number(port), protocol: "http", maxNetworkRetries: 0, telemetry: false });
const given = (name) => fs.readFileSync(path.join(folder, name), "utf8");

(async () => {
  const told = stripe.parseEventNotification(given("body"), given("signature"), given("secret"));
  const event = await told.fetchEvent();
  const customer = await told.fetchRelatedObject();
  const made = await stripe.v2.core.eventDestinations.create({
    name: "node", type: "webhook_endpoint", event_payload: "thin", enabled_events: ["v1.customer.created"],
    webhook_endpoint: { url: "http://127.0.0.1:9/" }, include: ["webhook_endpoint.url"],
  });
  const listed = [];
  for await (const one of stripe.v2.core.eventDestinations.list({ limit: 1 })) listed.push(one.id);
  let refused = null;
  try {
    await stripe.v2.core.events.retrieve("evt_test_65nobody");
  } catch (error) {
    refused = [error.statusCode, error.code];
  }
  console.log(JSON.stringify({
    type: told.type, same: event.id === told.id, snapshot: event.snapshot_event.startsWith("evt_"), customer: customer.id,
    url: made.webhook_endpoint.url, listed: listed.includes(made.id) && listed.length === 2, refused,
  }));
})().catch((error) => { console.error(error); process.exit(1); });
