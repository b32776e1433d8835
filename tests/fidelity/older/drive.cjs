// Drives the simulator with the stripe-node of a folder; prints what it saw as JSON. Not: a test.
const fs = require("fs");
const path = require("path");
const [key, base, folder, modules, apiVersion] = process.argv.slice(2);
const loaded = require(path.join(modules, "node_modules", "stripe"));
const Stripe = loaded.default || loaded.Stripe || loaded;
const { hostname, port } = new URL(base);
const options = { host: hostname, port: Number(port), protocol: "http", maxNetworkRetries: 0, telemetry: false };
const stripe = new Stripe(key, apiVersion ? { ...options, apiVersion } : options);
const given = (name) => fs.readFileSync(path.join(folder, name), "utf8");

(async () => {
  const never = { enabled: true, allow_redirects: "never" };
  const old = apiVersion === "2020-08-27";
  const customer = await stripe.customers.create({ email: "a@example.com" });
  const intent = await stripe.paymentIntents.create({
    amount: 2000, currency: "usd", customer: customer.id, payment_method: "pm_card_visa", confirm: true,
    automatic_payment_methods: never, expand: [old ? "charges.data.balance_transaction" : "latest_charge.balance_transaction"],
  });
  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 500 });
  let declined = null;
  try {
    await stripe.paymentIntents.create({
      amount: 900, currency: "usd", payment_method: "pm_card_chargeDeclined", confirm: true, automatic_payment_methods: never,
    });
  } catch (error) {
    declined = error.code;
  }
  const line = { price_data: { currency: "usd", unit_amount: 900, product_data: { name: "tea" } }, quantity: 2 };
  const page = await stripe.checkout.sessions.create({
    mode: "payment", success_url: "https://shop.example/ok", cancel_url: "https://shop.example/no", line_items: [line],
  });
  const before = intent.lastResponse.apiVersion < "2025-03-31";
  const price = await stripe.prices.create({
    currency: "usd", unit_amount: 1000, recurring: { interval: "month" }, product_data: { name: "tea" },
  });
  const begun = await stripe.subscriptions.create({
    customer: customer.id, items: [{ price: price.id }], payment_behavior: "default_incomplete",
    expand: [before ? "latest_invoice.payment_intent" : "latest_invoice.payments"],
  });
  const bill = begun.latest_invoice;
  const waiting = before ? bill.payment_intent.id : bill.payments.data[0].payment.payment_intent;
  await stripe.paymentIntents.confirm(waiting, { payment_method: "pm_card_visa", return_url: "https://shop.example" });
  const subscription = await stripe.subscriptions.retrieve(begun.id);
  const ends = before ? subscription.current_period_end : subscription.items.data[0].current_period_end;
  const event = stripe.webhooks.constructEvent(given("body"), given("signature"), given("secret"));
  const listed = [];
  for await (const found of stripe.customers.list({ limit: 1 })) listed.push(found.id);
  console.log(JSON.stringify({
    sdk: loaded.PACKAGE_VERSION || Stripe.PACKAGE_VERSION,
    version: intent.lastResponse.apiVersion,
    status: intent.status,
    invoice: "invoice" in intent,
    charge: (old ? intent.charges.data[0] : intent.latest_charge).object,
    refund: refund.status,
    declined,
    subscription: [begun.status, subscription.status],
    ends: ends > subscription.created,
    ui_mode: page.ui_mode,
    event: event.data.object.id,
    listed: listed.includes(customer.id),
  }));
})().catch((error) => { console.error(error); process.exit(1); });
