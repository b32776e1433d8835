// The memberships in our books. Not: talking to Stripe.

import { randomUUID } from 'node:crypto';
import { isOver } from './access.js';
import { inTransaction } from './databases.js';

export class Memberships {
  constructor(db) {
    this.db = db;
    this.byId = db.prepare('select * from memberships where id = ?');
    this.bySubscription = db.prepare('select * from memberships where subscription = ?');
    this.current = db.prepare('select * from memberships where member_id = ? and over = 0');
    this.open = db.prepare('select * from memberships where over = 0');
    this.insert = db.prepare(
      'insert into memberships (id, member_id, plan, trial_days) values (?, ?, ?, ?) returning *',
    );
    this.setCheckout = db.prepare('update memberships set checkout = ? where id = ? and checkout is null');
    this.setOver = db.prepare('update memberships set over = 1 where id = ? and subscription is null');
    this.setSubscription = db.prepare(
      'update memberships set subscription = ? where id = ? and subscription is null and over = 0',
    );
    this.overwrite = db.prepare(
      `update memberships set status = @status, price = @price, period_start = @start, period_end = @end,
         ends = @ends, over = @over, version = version + 1
       where id = @id and version = @version`,
    );
    this.useTrial = db.prepare('update members set trial_used = 1 where id = ?');
  }

  get(id) {
    return this.byId.get(id);
  }

  ofSubscription(id) {
    return this.bySubscription.get(id) ?? null;
  }

  // The one that a member has, or is about to have.
  currentOf(memberId) {
    return this.current.get(memberId) ?? null;
  }

  all() {
    return this.open.all();
  }

  ask(member, plan) {
    const trialDays = member.trial_used ? 0 : plan.trialDays;
    return this.insert.get(randomUUID(), member.id, plan.name, trialDays);
  }

  isPaidOn(id, checkout) {
    this.setCheckout.run(checkout, id);
  }

  // Nobody can pay for it any more.
  abandon(id) {
    this.setOver.run(id);
  }

  // Whether this membership is that subscription from now on.
  link(id, subscription) {
    return this.setSubscription.run(subscription, id).changes === 1;
  }

  // Write down what Stripe has shown, unless somebody has written since `before` was read: what was fetched then may
  // be the older of the two. Return whether it was written.
  write(before, subscription) {
    const [item] = subscription.items.data;
    const row = {
      id: before.id,
      version: before.version,
      status: subscription.status,
      price: item.price.id,
      start: item.current_period_start,
      end: item.current_period_end,
      ends: Number(subscription.cancel_at_period_end || subscription.cancel_at !== null),
      over: Number(isOver(subscription.status)),
    };
    return inTransaction(this.db, () => {
      if (subscription.trial_end !== null) this.useTrial.run(before.member_id);
      return this.overwrite.run(row).changes === 1;
    });
  }
}
