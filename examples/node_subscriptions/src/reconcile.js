// Finds what no news has told: npm run reconcile. What differs is mended where Stripe's record says how, and printed.

import { Billing } from './billing.js';
import { plansOf } from './catalogue.js';
import { readConfig } from './config.js';
import { openClub } from './databases.js';
import { Members } from './members.js';
import { Memberships } from './memberships.js';
import { Orders } from './orders.js';
import { Payments } from './payments.js';
import { connect } from './stripe.js';

const LOOK_BACK_SECONDS = 30 * 86_400;

const config = readConfig();
const stripe = connect(config);
const db = openClub(config, 5_000);
const [members, memberships, orders] = [new Members(db), new Memberships(db), new Orders(db)];
const payments = new Payments({ stripe, orders, config });
const billing = new Billing({ stripe, members, memberships, plans: plansOf(config), config });

await reconcileMemberships();
await reconcileOrders();

// Every membership that is not over, or waits on its page.
async function reconcileMemberships() {
  for (const row of memberships.all()) {
    await billing.current(row.member_id);
    const now = memberships.get(row.id);
    if (now.status !== row.status) console.log(`membership ${row.id}: was ${row.status}, is ${now.status}`);
  }
  for await (const subscription of stripe.subscriptions.list({ status: 'all', limit: 100 })) {
    if (memberships.ofSubscription(subscription.id)) continue;
    if (!(await billing.refresh(subscription.id, 'reconciler'))) {
      console.log(`${subscription.id} (${subscription.status}) is no membership of ours`);
    }
  }
}

async function reconcileOrders() {
  const created = { gte: Math.floor(Date.now() / 1000) - LOOK_BACK_SECONDS };
  for await (const intent of stripe.paymentIntents.list({ created, limit: 100, expand: ['data.latest_charge'] })) {
    if (!intent.metadata.order && members.ofCustomer(intent.customer)) continue; // a membership's
    const order = orders.ofPayment(intent.id);
    if (order ? agrees(order, intent) : intent.amount_received === 0) continue;
    const facts = await payments.facts(intent.id);
    if (!facts) continue;
    const taken = `${facts.captured} ${facts.currency} taken by ${intent.id}`;
    const { outcome, before, order: now } = orders.apply(facts);
    if (!now) console.log(`${taken} for no order of ours`);
    else if (outcome !== before) console.log(`order ${now.id}, ${intent.id}: was ${before}, is ${outcome}`);
    if (outcome === 'review') console.log(`order ${now.id}: ${now.amount} ${now.currency} asked, ${taken}`);
  }
}

// Whether all that Stripe's list shows of a payment is known here already.
function agrees(order, intent) {
  const charge = intent.latest_charge;
  return (
    order.captured === intent.amount_received &&
    order.status !== 'review' &&
    order.refunded - order.bounced === (charge?.amount_refunded ?? 0) &&
    order.disputes_opened === order.disputes_over &&
    !(charge?.disputed && order.disputes_opened === 0)
  );
}
