// Drives what subscribers do with the stripe-node of a folder; prints what it saw as JSON. Not: a test.
const path = require("path");
const [key, base, , modules] = process.argv.slice(2);
const loaded = require(path.join(modules, "node_modules", "stripe"));
const Stripe = loaded.default || loaded.Stripe || loaded;
const { hostname, port } = new URL(base);
const stripe = new Stripe(key, { host: hostname, port: Number(port), protocol: "http", maxNetworkRetries: 0, telemetry: false });

const submit = (url, fields) =>
  fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" }).then((answer) => answer.status);

(async () => {
  const price = await stripe.prices.create({
    currency: "usd", unit_amount: 1000, recurring: { interval: "month" }, product_data: { name: "tea" },
  });
  const before = price.lastResponse.apiVersion < "2025-03-31";
  const page = await stripe.checkout.sessions.create({
    mode: "subscription", success_url: "https://shop.example/ok", line_items: [{ price: price.id, quantity: 1 }],
    subscription_data: { metadata: { user: "7" } }, allow_promotion_codes: true,
  });
  const card = { email: "kim@example.org", card: "4000000000009995", expiry: "12/34", cvc: "123" };
  const declined = await submit(page.url, card);
  const paid = await submit(page.url, { ...card, card: "4242424242424242" });
  const done = await stripe.checkout.sessions.retrieve(page.id, {
    expand: ["subscription", before ? "invoice.payment_intent" : "invoice.payments"],
  });
  const made = done.subscription;
  const ends = before ? made.current_period_end : made.items.data[0].current_period_end;

  const visit = await stripe.billingPortal.sessions.create({ customer: done.customer, return_url: "https://shop.example" });
  const canceled = await submit(visit.url, { do: "portal_cancel", subscription: made.id });
  const leaving = await stripe.subscriptions.retrieve(made.id);
  await submit(visit.url, { do: "portal_carry_on", subscription: made.id });

  const failing = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: done.customer });
  await stripe.subscriptions.update(made.id, { default_payment_method: failing.id });
  const waiting = await stripe.subscriptions.update(made.id, {
    items: [{ id: made.items.data[0].id, quantity: 5 }], payment_behavior: "pending_if_incomplete",
    proration_behavior: "always_invoice",
  });
  const paused = await stripe.subscriptions.update(made.id, { pause_collection: { behavior: "void" } });
  const cleared = await stripe.subscriptions.update(made.id, { pause_collection: "" });

  const resting = await stripe.subscriptions.create({
    customer: (await stripe.customers.create()).id, items: [{ price: price.id }], trial_period_days: 7,
    trial_settings: { end_behavior: { missing_payment_method: "pause" } },
  });
  await stripe.subscriptions.update(resting.id, { trial_end: "now" });
  const resumed = await stripe.subscriptions.resume(resting.id, { billing_cycle_anchor: "now" });
  let refused = null;
  try {
    await stripe.subscriptions.resume(made.id);
  } catch (error) {
    refused = error.message;
  }
  const intent = before ? done.invoice.payment_intent : done.invoice.payments.data[0].payment;
  console.log(JSON.stringify({
    statuses: [declined, paid, canceled],
    done: [done.status, done.payment_status, made.status, made.metadata.user],
    pays: typeof (before ? intent.id : intent.payment_intent),
    ends: ends > made.created,
    mode: made.billing_mode ? made.billing_mode.type : null,
    leaving: [leaving.status, leaving.cancel_at === ends, leaving.cancel_at_period_end],
    waiting: [waiting.pending_update.subscription_items[0].quantity, waiting.items.data[0].quantity],
    paused: [paused.pause_collection.behavior, cleared.pause_collection],
    resumed: [resumed.status, Boolean(resumed.pending_update)],
    refused,
  }));
})().catch((error) => { console.error(error); process.exit(1); });
