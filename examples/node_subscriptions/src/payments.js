// Courses are paid on a page of Stripe's, once. What is asked of Stripe for that, and what its answers say.

import { titleOf } from './catalogue.js';
import { Lanes } from './lanes.js';
import { audit, log } from './log.js';
import { confirms } from './news.js';
import { unlessMissing } from './stripe.js';

const DISPUTES_THAT_ENDED_WELL = new Set(['won', 'warning_closed', 'prevented']);

export class Payments {
  constructor({ stripe, orders, config }) {
    Object.assign(this, { stripe, orders, config });
    this.lanes = new Lanes();
  }

  // Return the page on which an order is paid: the one that was made for it, as long as it can be paid.
  pageOf(orderId) {
    return this.lanes.run(orderId, async () => {
      const order = this.orders.get(orderId);
      const known = order.checkout;
      let page = known ? await this.stripe.checkout.sessions.retrieve(known) : await this.#ask(order, order.id);
      if (page.status === 'expired') page = await this.#ask(order, `${order.id}-after-${page.id}`);
      this.orders.isPaidOn(orderId, page.id, known);
      return page;
    });
  }

  #ask(order, idempotencyKey) {
    const { id, sku, quantity, amount, currency } = order;
    const back = `${this.config.publicUrl}/orders/${id}/complete`;
    const product_data = { name: titleOf(sku) };
    return this.stripe.checkout.sessions.create(
      {
        mode: 'payment',
        client_reference_id: id,
        line_items: [{ quantity, price_data: { currency, unit_amount: amount / quantity, product_data } }],
        payment_intent_data: { metadata: { order: id } },
        success_url: back,
        cancel_url: back,
      },
      { idempotencyKey },
    );
  }

  // There is news of a page. Return which of it must be tried again.
  async hearOfPage(id) {
    const page = await unlessMissing(this.stripe.checkout.sessions.retrieve(id));
    if (!page || page.livemode !== this.config.live) return [];
    if (page.status === 'expired') this.orders.pageExpired(id);
    if (page.payment_intent) await this.hearOfPayment(page.payment_intent, []);
    return [];
  }

  // There is news of a payment. Return which of it Stripe's answer does not confirm: its reads may lag a moment.
  async hearOfPayment(id, news) {
    const facts = await this.facts(id);
    if (!facts || facts.live !== this.config.live) return [];
    const { outcome, before, order } = this.orders.apply(facts);
    if (outcome !== before) {
      const found = { object: order?.id ?? null, result: outcome, payment: id };
      audit({ actor: 'stripe', action: 'payment', origin: 'worker', ...found });
    }
    if (outcome === 'review') log.error({ order: order.id, payment: id }, 'the money differs from what was asked');
    return news.filter(({ claims }) => !confirms(facts, claims));
  }

  // Return what Stripe knows of a payment now, or null if there is none by that id.
  async facts(id) {
    const intent = await unlessMissing(this.stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }));
    if (!intent) return null;
    const ofIt = { payment_intent: id, limit: 100 };
    const refunds = intent.amount_received > 0 ? await all(this.stripe.refunds.list(ofIt)) : [];
    const disputes = intent.latest_charge?.disputed ? await all(this.stripe.disputes.list(ofIt)) : [];
    const bounced = refunds.filter(({ status }) => status === 'failed' || status === 'canceled');
    return {
      id,
      orderId: intent.metadata.order ?? null,
      live: intent.livemode,
      captured: intent.amount_received,
      currency: intent.currency,
      refunded: sum(refunds),
      bounced: sum(bounced),
      disputesOpened: disputes.length,
      disputesOver: disputes.filter(({ status }) => DISPUTES_THAT_ENDED_WELL.has(status)).length,
    };
  }
}

async function all(list) {
  const found = [];
  for await (const each of list) found.push(each);
  return found;
}

const sum = (refunds) => refunds.reduce((total, { amount }) => total + amount, 0);
