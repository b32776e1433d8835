// News from Stripe, kept before it is acknowledged and worked through afterwards. An id is kept once.

import { inTransaction } from './databases.js';

const GIVE_UP_AFTER = 40;
const LONGEST_PAUSE_MS = 30_000;

export class Inbox {
  constructor(db) {
    this.db = db;
    this.insert = db.prepare(
      `insert into events (id, type, subject, claims, received_at, due_at, done_at)
       values (@id, @type, @subject, @claims, @now, @now, @doneAt) on conflict (id) do nothing`,
    );
    this.waiting = db.prepare(
      `select subject from events where done_at is null and due_at <= ?
       group by subject order by min(received_at) limit 100`,
    );
    this.about = db.prepare('select * from events where subject = ? and done_at is null');
    this.finish = db.prepare('update events set done_at = ? where id = ?');
    this.delay = db.prepare('update events set attempts = attempts + 1, due_at = ? where id = ?');
    this.forget = db.prepare('delete from events where done_at is not null and received_at < ?');
  }

  // Keep an event durably; say whether it is new. With what is about nothing of ours, nothing is left to be done.
  keep({ id, type, subject, claims }, now = Date.now()) {
    const row = { id, type, subject, claims: JSON.stringify(claims), now, doneAt: subject ? null : now };
    return this.insert.run(row).changes === 1;
  }

  // The objects at Stripe of which there is news that is due, the longest waiting first.
  dueSubjects(now = Date.now()) {
    return this.waiting.all(now).map(({ subject }) => subject);
  }

  open(subject) {
    return this.about.all(subject).map((row) => ({ ...row, claims: JSON.parse(row.claims) }));
  }

  // Mark what is done; try the others again, each time after a longer pause.
  settle(events, later, now = Date.now()) {
    inTransaction(this.db, () => {
      for (const event of events) {
        const pause = Math.min(200 * 2 ** event.attempts, LONGEST_PAUSE_MS);
        if (later.includes(event) && event.attempts < GIVE_UP_AFTER) this.delay.run(now + pause, event.id);
        else this.finish.run(now, event.id);
      }
    });
  }

  forgetBefore(time) {
    return this.forget.run(time).changes;
  }
}
