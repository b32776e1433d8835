// The shop's orders, and what their payments make of them. Not: talking to Stripe.

import { randomBytes, randomUUID } from 'node:crypto';
import { inTransaction } from './databases.js';

export class Orders {
  constructor(db) {
    this.db = db;
    this.byId = db.prepare('select * from orders where id = ?');
    this.byCart = db.prepare('select * from orders where cart_key = ?');
    this.byPayment = db.prepare('select * from orders where payment_intent = ?');
    this.withoutPayment = db.prepare('select * from orders where id = ? and payment_intent is null');
    this.insert = db.prepare(
      `insert into orders (id, cart_key, stripe_key, sku, quantity, amount, currency)
       values (@id, @cartKey, @stripeKey, @sku, @quantity, @amount, @currency) on conflict (cart_key) do nothing`,
    );
    this.setPayment = db.prepare(
      `update orders set payment_intent = @payment, canceled = 0, status = 'pending'
       where id = @id and payment_intent is @insteadOf`,
    );
    this.learn = db.prepare(
      `update orders set payment_intent = @payment, canceled = max(canceled, @canceled),
         captured = max(captured, @captured), captured_currency = coalesce(captured_currency, @currency),
         refunded = max(refunded, @refunded), bounced = max(bounced, @bounced),
         disputes_opened = max(disputes_opened, @disputesOpened), disputes_over = max(disputes_over, @disputesOver)
       where id = @id returning *`,
    );
    this.setStatus = db.prepare('update orders set status = ? where id = ?');
    this.fulfil = db.prepare('insert into fulfilments (order_id, kind) values (?, ?) on conflict do nothing');
  }

  get(id) {
    return this.byId.get(id);
  }

  ofPayment(id) {
    return this.byPayment.get(id);
  }

  // Open an order, or find the one that was opened for this cart. Its id cannot be guessed and is all that opens it.
  open(cartKey, quoted) {
    const id = randomBytes(18).toString('base64url');
    this.insert.run({ id, cartKey, stripeKey: `order-${randomUUID()}`, ...quoted });
    return this.byCart.get(cartKey);
  }

  // Write down which payment is waited for: the first, or the one that follows a payment that was canceled.
  expect(id, payment, insteadOf) {
    if (payment !== insteadOf) this.setPayment.run({ id, payment, insteadOf });
  }

  // Take over what Stripe says of a payment; return what came of it. Doing so again changes nothing.
  apply(facts) {
    return inTransaction(this.db, () => this.#apply(facts));
  }

  #apply({ id: payment, orderId, canceled, captured, currency, refunded, bounced, disputesOpened, disputesOver }) {
    const before = this.byPayment.get(payment) ?? this.withoutPayment.get(orderId);
    if (!before || before.id !== orderId) return { outcome: 'no order of ours' };
    const order = this.learn.get({
      id: before.id,
      payment,
      canceled: Number(canceled),
      captured,
      currency: captured > 0 ? currency : null,
      refunded,
      bounced,
      disputesOpened,
      disputesOver,
    });
    const status = statusOf(order);
    this.setStatus.run(status, order.id);
    if (status === 'paid') ['shipment', 'receipt'].forEach((kind) => this.fulfil.run(order.id, kind));
    return { outcome: status, order, before: before.status };
  }
}

export function statusOf(order) {
  if (order.captured === 0) return order.canceled ? 'canceled' : 'pending';
  if (order.captured !== order.amount || order.captured_currency !== order.currency) return 'review';
  if (order.disputes_opened > order.disputes_over) return 'disputed';
  if (order.refunded - order.bounced >= order.captured) return 'refunded';
  return 'paid';
}
