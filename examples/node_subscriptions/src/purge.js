// Forgets news that nobody can send again: node src/purge.js [UNIX SECONDS]. Stripe sends events again for 30 days.

import { readConfig } from './config.js';
import { openInbox } from './databases.js';
import { Inbox } from './inbox.js';

const KEPT_MS = 40 * 86_400_000;

const now = process.argv[2] ? Number(process.argv[2]) * 1000 : Date.now();
const forgotten = new Inbox(openInbox(readConfig(), 5_000)).forgetBefore(now - KEPT_MS);
console.log(`${forgotten} events forgotten`);
