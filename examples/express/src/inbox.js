// News from Stripe, kept before it is acknowledged and worked through afterwards. An id is kept once.

import { inTransaction } from './databases.js';

const GIVE_UP_AFTER = 40;
const LONGEST_PAUSE_MS = 30_000;

export class Inbox {
  constructor(db) {
    this.db = db;
    this.insert = db.prepare(
      `insert into events (id, type, payment_intent, claims, received_at, due_at, done_at)
       values (@id, @type, @paymentIntent, @claims, @now, @now, @doneAt) on conflict (id) do nothing`,
    );
    this.waiting = db.prepare(
      `select payment_intent from events where done_at is null and due_at <= ?
       group by payment_intent order by min(received_at) limit 100`,
    );
    this.ofPayment = db.prepare('select * from events where payment_intent = ? and done_at is null');
    this.finish = db.prepare('update events set done_at = @now where id = @id');
    this.delay = db.prepare('update events set attempts = attempts + 1, due_at = @dueAt where id = @id');
  }

  // Keep an event durably; say whether it is new. What is about no payment has nothing left to be done.
  keep({ id, type, paymentIntent, claims }, now = Date.now()) {
    const doneAt = paymentIntent ? null : now;
    const row = { id, type, paymentIntent, claims: JSON.stringify(claims), now, doneAt };
    return this.insert.run(row).changes === 1;
  }

  // The payments about which there is news that is due, the longest waiting first.
  duePayments(now = Date.now()) {
    return this.waiting.all(now).map((row) => row.payment_intent);
  }

  open(paymentIntent) {
    return this.ofPayment.all(paymentIntent).map((row) => ({ ...row, claims: JSON.parse(row.claims) }));
  }

  done(events, now = Date.now()) {
    inTransaction(this.db, () => events.forEach(({ id }) => this.finish.run({ id, now })));
  }

  // Try these again later, each time after a longer pause.
  postpone(events, now = Date.now()) {
    const later = ({ attempts }) => now + Math.min(200 * 2 ** attempts, LONGEST_PAUSE_MS);
    const delay = (event) => this.delay.run({ id: event.id, dueAt: later(event) });
    inTransaction(this.db, () => events.forEach(delay));
  }

  isHopeless(event) {
    return event.attempts >= GIVE_UP_AFTER;
  }

  forgetBefore(time) {
    return this.db.prepare('delete from events where done_at is not null and received_at < ?').run(time).changes;
  }
}
