// Opens the shop: the web on this thread, the worker on another.

import { Worker } from 'node:worker_threads';
import { createApp } from './app.js';
import { readConfig } from './config.js';
import { openInbox, openShop } from './databases.js';
import { Inbox } from './inbox.js';
import { log } from './log.js';
import { Orders } from './orders.js';
import { Payments } from './payments.js';

const config = readConfig();
const inbox = new Inbox(openInbox(config, 100));
const orders = new Orders(openShop(config, 100));

const worker = new Worker(new URL('./worker.js', import.meta.url));
worker.on('error', (error) => {
  log.fatal({ error: error.name }, 'the worker ended'); // whoever started us starts us again
  process.exit(1);
});

const payments = new Payments(config);
const app = createApp({ config, inbox, orders, payments, wake: () => worker.postMessage('news') });
const server = app.listen(config.port, config.host, (error) => {
  if (error) throw error;
  log.info({ port: config.port, live: config.live }, 'open');
});

// What is acknowledged is kept, so nothing needs to be finished before the end.
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => server.close(() => process.exit(0)));
