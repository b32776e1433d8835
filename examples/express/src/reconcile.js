// Finds what no news has told: npm run reconcile. What differs is mended where Stripe's record says how, and printed.

import { readConfig } from './config.js';
import { openShop } from './databases.js';
import { Orders } from './orders.js';
import { Payments } from './payments.js';

const LOOK_BACK_SECONDS = 30 * 86_400;

const config = readConfig();
const orders = new Orders(openShop(config, 5_000));
const payments = new Payments(config);

for await (const intent of payments.since(Math.floor(Date.now() / 1000) - LOOK_BACK_SECONDS)) {
  const order = orders.ofPayment(intent.id);
  if (order && agrees(order, intent)) continue;
  const facts = await payments.facts(intent.id);
  if (!facts) continue;
  const { outcome, before, order: now } = orders.apply(facts);
  if (!now) {
    if (facts.captured > 0) console.log(`${intent.id} took ${facts.captured} ${facts.currency} for no order of ours`);
  } else if (outcome !== before) {
    console.log(`order ${now.id}, ${intent.id}: was ${before}, is ${outcome}`);
  }
  if (outcome === 'review') {
    const taken = `${facts.captured} ${facts.currency} taken by ${intent.id}`;
    console.log(`order ${now.id}: ${now.amount} ${now.currency} asked, ${taken}`);
  }
}

// Whether all that Stripe's list shows of a payment is known here already.
function agrees(order, intent) {
  const charge = intent.latest_charge;
  return (
    order.captured === intent.amount_received &&
    order.status !== 'review' &&
    Boolean(order.canceled) === (intent.status === 'canceled') &&
    order.refunded - order.bounced === (charge?.amount_refunded ?? 0) &&
    order.disputes_opened === order.disputes_over &&
    !(charge?.disputed && order.disputes_opened === 0)
  );
}
