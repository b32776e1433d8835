// Opens the club: the web, and the worker beside it, which never waits for a lock.

import { createApp } from './app.js';
import { Billing } from './billing.js';
import { plansOf } from './catalogue.js';
import { readConfig } from './config.js';
import { openClub, openInbox } from './databases.js';
import { Inbox } from './inbox.js';
import { log } from './log.js';
import { Members } from './members.js';
import { Memberships } from './memberships.js';
import { Orders } from './orders.js';
import { Payments } from './payments.js';
import { connect } from './stripe.js';
import { Worker } from './worker.js';

const config = readConfig();
const stripe = connect(config);
const plans = plansOf(config);

function part(timeout) {
  const db = openClub(config, timeout);
  const inbox = new Inbox(openInbox(config, timeout));
  const [members, memberships, orders] = [new Members(db), new Memberships(db), new Orders(db)];
  const payments = new Payments({ stripe, orders, config });
  const billing = new Billing({ stripe, members, memberships, plans, config });
  return { config, stripe, plans, inbox, members, memberships, orders, payments, billing };
}

const web = part(100);
const worker = new Worker(part(0));
const app = await createApp({ ...web, worker });
await app.listen({ port: config.port, host: config.host });
worker.start();
log.info({ port: config.port, live: config.live }, 'open');

// What is acknowledged is kept, so nothing needs to be finished before the end.
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    worker.stop();
    app.close().then(() => process.exit(0));
  });
}
