// Drives invoices, clocks, discounts, credit notes, meters and previews with stripe-node; prints what it saw as JSON. Not: a test.
const path = require("path");
const [key, base, modules] = process.argv.slice(2);
const loaded = require(path.join(modules, "node_modules", "stripe"));
const Stripe = loaded.default || loaded.Stripe || loaded;
const { hostname, port } = new URL(base);
const stripe = new Stripe(key, { host: hostname, port: Number(port), protocol: "http", maxNetworkRetries: 0, telemetry: false });

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

(async () => {
  const begun = 1798761600;
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: begun });
  const customer = await stripe.customers.create({ email: "a@example.com", test_clock: clock.id });
  const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } });
  const coupon = await stripe.coupons.create({ percent_off: 25, duration: "forever" });
  const rate = await stripe.taxRates.create({ display_name: "VAT", percentage: 20, inclusive: false });
  const meter = await stripe.billing.meters.create({
    display_name: "Tokens", event_name: "tokens", default_aggregation: { formula: "sum" },
  });
  const recurring = { interval: "month" };
  const flat = await stripe.prices.create({ currency: "usd", unit_amount: 1000, recurring, product_data: { name: "Gold" } });
  const used = await stripe.prices.create({
    currency: "usd", unit_amount: 4, product_data: { name: "Tokens" }, recurring: { ...recurring, usage_type: "metered", meter: meter.id },
  });
  const preview = await stripe.invoices.createPreview({ customer: customer.id, subscription_details: { items: [{ price: flat.id }] } });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id, items: [{ price: flat.id }, { price: used.id }], discounts: [{ coupon: coupon.id }],
    default_tax_rates: [rate.id], expand: ["latest_invoice", "discounts.source.coupon"],
  });
  await stripe.billing.meterEvents.create({ event_name: "tokens", payload: { stripe_customer_id: customer.id, value: "250" } });
  await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: begun + 31 * 86400 + 3601 });
  let now = await stripe.testHelpers.testClocks.retrieve(clock.id);
  for (let nth = 0; nth < 100 && now.status !== "ready"; nth++) {
    await sleep(100); // what a program does that waits for a clock: it asks again
    now = await stripe.testHelpers.testClocks.retrieve(clock.id);
  }
  const renewed = (await stripe.invoices.list({ subscription: subscription.id, limit: 1 })).data[0];
  const draft = await stripe.invoices.create({ customer: customer.id, collection_method: "send_invoice", days_until_due: 30 });
  await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 1500, currency: "usd", description: "Advice" });
  const sent = await stripe.invoices.sendInvoice(draft.id);
  const note = await stripe.creditNotes.create({ invoice: draft.id, amount: 500 });
  const paid = await stripe.invoices.pay(draft.id, { paid_out_of_band: true });
  console.log(JSON.stringify({
    preview: preview.total,
    first: subscription.latest_invoice.total,
    off: subscription.discounts[0].source.coupon.percent_off,
    clock: now.status,
    renewed: [renewed.status, renewed.total, renewed.lines.data.map((line) => line.amount)],
    sent: [sent.status, sent.amount_due],
    note: [note.type, note.total],
    paid: [paid.status, paid.amount_due],
  }));
})().catch((error) => { console.error(error); process.exit(1); });
