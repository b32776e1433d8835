// Works through the inbox, on a thread of its own: fetch the payment, take over what Stripe says, mark the news as
// done. Each step may be done again, so a crash between any two of them loses nothing and doubles nothing.

import { parentPort } from 'node:worker_threads';
import { readConfig } from './config.js';
import { openInbox, openShop } from './databases.js';
import { Inbox } from './inbox.js';
import { audit, log } from './log.js';
import { Orders } from './orders.js';
import { confirms, Payments } from './payments.js';

const AT_ONCE = 8;
const LOOK_EVERY_MS = 200;

const config = readConfig();
const inbox = new Inbox(openInbox(config, 2_000));
const orders = new Orders(openShop(config, 100));
const payments = new Payments(config);
const busy = new Set();

// Start on payments of which there is news, each by itself: two events of one payment never run side by side.
function pump() {
  try {
    for (const payment of inbox.duePayments()) {
      if (busy.size >= AT_ONCE) return;
      if (busy.has(payment)) continue;
      busy.add(payment);
      settle(payment).finally(() => {
        busy.delete(payment);
        setImmediate(pump);
      });
    }
  } catch (error) {
    log.error({ error: error.code ?? error.name }, 'the inbox cannot be read');
  }
}

async function settle(payment) {
  try {
    const events = inbox.open(payment);
    const later = await work(payment, events);
    inbox.done(events.filter((event) => !later.includes(event)));
    inbox.postpone(later);
  } catch (error) {
    log.error({ payment, error: error.code ?? error.name }, 'the inbox cannot be written');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

// Return the events that must be tried again.
async function work(payment, events) {
  try {
    const facts = await payments.facts(payment);
    if (facts === null || facts.live !== config.live) {
      log.error({ payment }, 'Stripe knows no such payment');
      return [];
    }
    const { outcome, order, before } = orders.apply(facts);
    if (outcome !== before) {
      const found = { object: order?.id ?? null, result: outcome, payment };
      audit({ actor: 'stripe', action: 'payment', origin: 'worker', ...found });
    }
    if (outcome === 'review') log.error({ order: order.id, payment }, 'the money differs from what was asked');
    return events.filter((event) => !confirms(facts, event.claims) && !inbox.isHopeless(event));
  } catch (error) {
    log.warn({ payment, error: error.type ?? error.code ?? error.name }, 'news is tried again later');
    return events;
  }
}

parentPort.on('message', pump);
setInterval(pump, LOOK_EVERY_MS);
pump();
