// Orders of courses, and what their payments make of them. Not: talking to Stripe.

import { randomBytes } from 'node:crypto';
import { inTransaction } from './databases.js';

export class Orders {
  constructor(db) {
    this.db = db;
    this.byId = db.prepare('select * from orders where id = ?');
    this.byCart = db.prepare('select * from orders where cart_key = ?');
    this.byPayment = db.prepare('select * from orders where payment_intent = ?');
    this.unpaid = db.prepare('select * from orders where id = ? and payment_intent is null');
    this.insert = db.prepare(
      `insert into orders (id, cart_key, sku, quantity, amount, currency)
       values (@id, @cartKey, @sku, @quantity, @amount, @currency) on conflict (cart_key) do nothing`,
    );
    this.setCheckout = db.prepare(
      `update orders set checkout = @page, expired = 0,
         status = case status when 'expired' then 'pending' else status end
       where id = @id and checkout is @insteadOf`,
    );
    this.setExpired = db.prepare(
      `update orders set expired = 1, status = case status when 'pending' then 'expired' else status end
       where checkout = ?`,
    );
    this.learn = db.prepare(
      `update orders set payment_intent = @payment, captured = max(captured, @captured),
         captured_currency = coalesce(captured_currency, @currency),
         refunded = max(refunded, @refunded), bounced = max(bounced, @bounced),
         disputes_opened = max(disputes_opened, @disputesOpened), disputes_over = max(disputes_over, @disputesOver)
       where id = @id returning *`,
    );
    this.setStatus = db.prepare('update orders set status = ? where id = ?');
    this.license = db.prepare('insert into licences (order_id) values (?) on conflict do nothing');
    this.licenseOf = db.prepare('select 1 from licences where order_id = ?');
  }

  get(id) {
    return this.byId.get(id);
  }

  ofPayment(id) {
    return this.byPayment.get(id) ?? null;
  }

  hasLicence(id) {
    return this.licenseOf.get(id) !== undefined;
  }

  // Open an order, or find the one that was opened for this cart. Its id cannot be guessed and is all that opens it.
  open(cartKey, quoted) {
    this.insert.run({ id: randomBytes(18).toString('base64url'), cartKey, ...quoted });
    return this.byCart.get(cartKey);
  }

  // Write down on which page it is paid: the first, or the one that follows a page that has expired.
  isPaidOn(id, page, insteadOf) {
    if (page !== insteadOf) this.setCheckout.run({ id, page, insteadOf });
  }

  pageExpired(page) {
    this.setExpired.run(page);
  }

  // Take over what Stripe says of a payment; return what came of it. Doing so again changes nothing.
  apply(facts) {
    return inTransaction(this.db, () => this.#apply(facts));
  }

  #apply(facts) {
    const before = this.byPayment.get(facts.id) ?? this.unpaid.get(facts.orderId);
    if (!before || before.id !== facts.orderId) return { outcome: 'no order of ours' };
    if (facts.captured === 0) return { outcome: before.status, before: before.status, order: before };
    const { id: payment, captured, currency, refunded, bounced, disputesOpened, disputesOver } = facts;
    const known = { captured, currency, refunded, bounced, disputesOpened, disputesOver };
    const order = this.learn.get({ id: before.id, payment, ...known });
    const outcome = statusOf(order);
    this.setStatus.run(outcome, order.id);
    if (outcome === 'paid') this.license.run(order.id);
    return { outcome, before: before.status, order };
  }
}

export function statusOf(order) {
  if (order.captured === 0) return order.expired ? 'expired' : 'pending';
  if (order.captured !== order.amount || order.captured_currency !== order.currency) return 'review';
  if (order.disputes_opened > order.disputes_over) return 'disputed';
  if (order.refunded - order.bounced >= order.captured) return 'refunded';
  return 'paid';
}
