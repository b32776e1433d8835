// Drives the simulator with the official SDK for Node, over the whole surface; prints what it saw as JSON. Not: a test.
const fs = require("fs");
const path = require("path");
const [token, base, location, modules, delivery] = process.argv.slice(2);
const { SquareClient, SquareError, WebhooksHelper } = require(path.join(modules, "node_modules", "square"));

const seen = []; // every answer, as it came, for the caller to look at
const fetcher = async (url, options) => {
  const answer = await fetch(url, options);
  const body = await answer.clone().text();
  seen.push({ method: options.method, path: new URL(url).pathname, status: answer.status, body });
  return answer;
};
const square = new SquareClient({ token, baseUrl: base, fetch: fetcher, maxRetries: 0 });
const usd = (amount) => ({ amount: BigInt(amount), currency: "USD" });
let made = 0;
const key = () => `node-${process.pid}-${(made += 1)}`;
const line = (amount) => ({ name: "Tea", quantity: "1", basePriceMoney: usd(amount) });
const all = async (page) => { const found = []; for await (const one of await page) found.push(one.id); return found; };

(async () => {
  const pay = async (amount, more = {}) =>
    (await square.payments.create({ sourceId: "cnon:card-nonce-ok", idempotencyKey: key(), amountMoney: usd(amount), ...more })).payment;

  const held = await pay(1000, { autocomplete: false });
  await square.payments.update({ paymentId: held.id, idempotencyKey: key(), payment: { amountMoney: usd(900) } });
  const done = (await square.payments.complete({ paymentId: held.id })).payment;
  const void_ = await pay(500, { autocomplete: false });
  const gone = (await square.payments.cancel({ paymentId: void_.id })).payment;
  await square.payments.cancelByIdempotencyKey({ idempotencyKey: "none" });
  const refund = (await square.refunds.refundPayment({ idempotencyKey: key(), paymentId: done.id, amountMoney: usd(300) })).refund;
  await square.refunds.get({ refundId: refund.id });

  await square.payments.get({ paymentId: done.id });
  await all(square.refunds.list({}));

  let declined = null;
  try {
    await pay(900, { sourceId: "cnon:card-nonce-rejected-cvv" });
  } catch (error) {
    declined = [error instanceof SquareError, error.statusCode, error.errors[0].code, error.body.payment.status];
  }

  const order = (await square.orders.create({ idempotencyKey: key(), order: { locationId: location, lineItems: [line(700), line(50)] } })).order;
  const changed = (await square.orders.update({ orderId: order.id, order: { locationId: location, version: order.version, referenceId: "r" } })).order;
  const part = await pay(750, { orderId: order.id, autocomplete: false });
  const paid = (await square.orders.pay({ orderId: order.id, idempotencyKey: key(), paymentIds: [part.id] })).order;
  const found = (await square.orders.search({ locationIds: [location], query: { filter: { stateFilter: { states: ["COMPLETED"] } } } })).orders;
  await square.orders.get({ orderId: order.id });
  await square.orders.batchGet({ orderIds: [order.id] });
  await square.orders.calculate({ order: { locationId: location, lineItems: [line(1)] } });

  const customer = (await square.customers.create({ givenName: "Ada", emailAddress: "ada@example.com" })).customer;
  await square.customers.update({ customerId: customer.id, note: "kind" });
  await square.customers.search({ query: { filter: { emailAddress: { exact: "ada@example.com" } } } });
  const card = (await square.cards.create({ idempotencyKey: key(), sourceId: "cnon:card-nonce-ok", card: { customerId: customer.id } })).card;
  const onFile = await pay(300, { sourceId: card.id, customerId: customer.id });
  await square.customers.get({ customerId: customer.id });
  await all(square.customers.list({}));
  await square.cards.get({ cardId: card.id });
  await all(square.cards.list({ customerId: customer.id }));
  await square.cards.disable({ cardId: card.id });

  const link = (await square.checkout.paymentLinks.create({
    idempotencyKey: key(), quickPay: { name: "Tea", priceMoney: usd(1500), locationId: location }, checkoutOptions: {},
  })).paymentLink;
  await square.checkout.paymentLinks.get({ id: link.id });
  await square.checkout.paymentLinks.update({ id: link.id, paymentLink: { version: link.version, description: "x" } });

  const item = (await square.catalog.object.upsert({
    idempotencyKey: key(),
    object: { type: "ITEM", id: "#tea", itemData: { name: "Tea", variations: [
      { type: "ITEM_VARIATION", id: "#s", itemVariationData: { name: "S", pricingType: "FIXED_PRICING", priceMoney: usd(450) } },
    ] } },
  }));
  const variation = item.idMappings.find((one) => one.clientObjectId === "#s").objectId;
  const priced = (await square.orders.create({ order: { locationId: location, lineItems: [{ catalogObjectId: variation, quantity: "3" }] } })).order;
  await square.catalog.object.get({ objectId: variation });
  await all(square.catalog.list({ types: "ITEM" }));

  await square.events.enableEvents();
  await pay(8802);
  const events = (await square.events.searchEvents({ limit: 10 })).events;
  const subscription = (await square.webhooks.subscriptions.create({
    idempotencyKey: key(), subscription: { name: "node", eventTypes: ["payment.updated"], notificationUrl: "https://shop.example/w" },
  })).subscription;
  await square.webhooks.subscriptions.updateSignatureKey({ subscriptionId: subscription.id, idempotencyKey: key() });
  await square.webhooks.subscriptions.test({ subscriptionId: subscription.id });
  await square.webhooks.subscriptions.get({ subscriptionId: subscription.id });
  await all(square.webhooks.subscriptions.list({}));
  await square.webhooks.subscriptions.delete({ subscriptionId: subscription.id });
  await square.webhooks.eventTypes.list({});
  await square.locations.list();
  await square.locations.get({ locationId: "main" });
  const status = await square.oAuth.retrieveTokenStatus();

  let dispute = null;
  for (let tried = 0; dispute === null && tried < 100; tried += 1) {
    for await (const one of await square.disputes.list({})) dispute = one;
    if (dispute === null) await new Promise((again) => setTimeout(again, 100));
  }
  await square.disputes.createEvidenceText({ disputeId: dispute.id, idempotencyKey: key(), evidenceText: "It came." });
  const file = (await square.disputes.createEvidenceFile({
    disputeId: dispute.id, request: { idempotencyKey: key(), evidenceType: "GENERIC_EVIDENCE", contentType: "image/jpeg" },
    imageFile: new Blob([new Uint8Array([255, 216])], { type: "image/jpeg" }),
  })).evidence;
  await square.disputes.get({ disputeId: dispute.id });
  await all(square.disputes.evidence.list({ disputeId: dispute.id }));
  const submitted = (await square.disputes.submitEvidence({ disputeId: dispute.id })).dispute;

  const plan = (await square.catalog.object.upsert({
    idempotencyKey: key(),
    object: { type: "SUBSCRIPTION_PLAN", id: "#plan", subscriptionPlanData: { name: "Tea", subscriptionPlanVariations: [
      { type: "SUBSCRIPTION_PLAN_VARIATION", id: "#monthly", subscriptionPlanVariationData: { name: "Monthly", phases: [
        { cadence: "MONTHLY", pricing: { type: "STATIC", priceMoney: usd(1900) } },
      ] } },
    ] } },
  })).idMappings.find((one) => one.clientObjectId === "#monthly").objectId;
  const payer = (await square.cards.create({ idempotencyKey: key(), sourceId: "cnon:card-nonce-ok", card: { customerId: customer.id } })).card;
  const subscribed = (await square.subscriptions.create({
    idempotencyKey: key(), locationId: location, planVariationId: plan, customerId: customer.id, cardId: payer.id,
  })).subscription;
  const subscriptionId = subscribed.id;
  let latest = subscribed;
  for (let tried = 0; !latest.invoiceIds && tried < 100; tried += 1) {
    await new Promise((again) => setTimeout(again, 100));
    latest = (await square.subscriptions.get({ subscriptionId })).subscription;
  }
  const invoice = (await square.invoices.get({ invoiceId: latest.invoiceIds[0] })).invoice;
  await square.subscriptions.update({ subscriptionId, subscription: { priceOverrideMoney: usd(1500), version: latest.version } });
  await square.subscriptions.pause({ subscriptionId, pauseCycleDuration: BigInt(1) });
  const planned = (await square.subscriptions.get({ subscriptionId, include: "actions" })).subscription.actions;
  for (const one of planned) await square.subscriptions.deleteAction({ subscriptionId, actionId: one.id });
  await square.subscriptions.swapPlan({ subscriptionId, newPlanVariationId: plan });
  const ending = await square.subscriptions.cancel({ subscriptionId });
  const stays = (await square.subscriptions.update({ subscriptionId, subscription: { canceledDate: null } })).subscription;
  const searched = (await square.subscriptions.search({ query: { filter: { customerIds: [customer.id] } } })).subscriptions;
  const history = [];
  for await (const one of await square.subscriptions.listEvents({ subscriptionId })) history.push(one.subscriptionEventType);
  const billed = (await square.orders.create({ order: { locationId: location, lineItems: [line(800)] } })).order;
  const draft = (await square.invoices.create({ idempotencyKey: key(), invoice: {
    orderId: billed.id, primaryRecipient: { customerId: customer.id }, deliveryMethod: "EMAIL",
    paymentRequests: [{ requestType: "BALANCE", dueDate: "2090-01-01" }], acceptedPaymentMethods: { card: true },
  } })).invoice;
  await square.invoices.update({ invoiceId: draft.id, invoice: { version: draft.version, title: "Tea" } });
  const sent = (await square.invoices.publish({ invoiceId: draft.id, version: 1 })).invoice;
  await square.invoices.search({ query: { filter: { locationIds: [location] } } });
  const canceled = (await square.invoices.cancel({ invoiceId: draft.id, version: sent.version })).invoice;
  const invoices = (await all(square.invoices.list({ locationId: location }))).length;

  const { url, secret, header, body } = JSON.parse(fs.readFileSync(delivery, "utf8"));
  const verify = (text) =>
    WebhooksHelper.verifySignature({ requestBody: text, signatureHeader: header, signatureKey: secret, notificationUrl: url });

  console.log(JSON.stringify({
    done: [done.status, done.amountMoney.amount.toString(), done.approvedMoney.amount.toString()],
    gone: gone.status, refund: refund.status, declined, version: changed.version, paid: paid.state,
    found: found.map((one) => one.id).includes(order.id), entry: onFile.cardDetails.entryMethod, link: link.version,
    priced: priced.totalMoney.amount.toString(), events: events.map((one) => one.type), merchant: status.merchantId,
    listed: (await all(square.payments.list({ limit: 2 }))).length, dispute: dispute.reason, file: file.evidenceType,
    subscribed: [subscribed.status, subscribed.invoiceIds === undefined, invoice.status, invoice.paymentRequests[0].computedAmountMoney.amount.toString()],
    planned: planned.map((one) => one.type), ending: [ending.actions[0].type, ending.subscription.canceledDate === latest.chargedThroughDate],
    stays: [stays.status, stays.canceledDate === undefined, searched.length], history, invoiced: [sent.status, canceled.status, invoices],
    submitted: submitted.state, promised: typeof verify(body).then, genuine: await verify(body), altered: await verify(`${body} `),
    seen,
  }));
})().catch((error) => { console.error(error); process.exit(1); });
