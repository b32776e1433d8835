// What the shop asks Stripe, and what it makes of the answers. Not: HTTP, the databases.

import Stripe from 'stripe';

const DISPUTES_THAT_ENDED_WELL = new Set(['won', 'warning_closed', 'prevented']);

export class Payments {
  constructor({ secretKey, apiBase }) {
    const { protocol, hostname, port } = new URL(apiBase);
    this.stripe = new Stripe(secretKey, {
      protocol: protocol.slice(0, -1),
      host: hostname,
      port: port || (protocol === 'https:' ? 443 : 80),
      timeout: 8_000,
      maxNetworkRetries: 2,
      telemetry: false,
    });
  }

  // Ask for the money of an order. Asking again under the same key finds the same payment.
  async ask(order, idempotencyKey) {
    return this.stripe.paymentIntents.create(
      {
        amount: order.amount,
        currency: order.currency,
        automatic_payment_methods: { enabled: true },
        metadata: { order_id: order.id },
      },
      { idempotencyKey },
    );
  }

  async find(id) {
    return this.stripe.paymentIntents.retrieve(id);
  }

  // Return what Stripe knows of a payment now, or null if there is none by that id.
  async facts(id) {
    try {
      const intent = await this.stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
      const paid = intent.amount_received > 0;
      const disputed = intent.latest_charge?.disputed;
      const ofIt = { payment_intent: id, limit: 100 };
      const refunds = paid ? await all(this.stripe.refunds.list(ofIt)) : [];
      const disputes = disputed ? await all(this.stripe.disputes.list(ofIt)) : [];
      const bounced = refunds.filter(({ status }) => status === 'failed' || status === 'canceled');
      return {
        id,
        orderId: intent.metadata.order_id ?? null,
        live: intent.livemode,
        canceled: intent.status === 'canceled',
        captured: intent.amount_received,
        currency: intent.currency,
        refunded: sum(refunds),
        bounced: sum(bounced),
        disputesOpened: disputes.length,
        disputesOver: disputes.filter(({ status }) => DISPUTES_THAT_ENDED_WELL.has(status)).length,
      };
    } catch (error) {
      if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') return null;
      throw error;
    }
  }

  // Every payment since a time (in seconds), over all pages of Stripe's list.
  since(time) {
    return this.stripe.paymentIntents.list({ created: { gte: time }, limit: 100, expand: ['data.latest_charge'] });
  }
}

async function all(list) {
  const found = [];
  for await (const each of list) found.push(each);
  return found;
}

function sum(refunds) {
  return refunds.reduce((total, { amount }) => total + amount, 0);
}

// What an event claims, which Stripe's answers must confirm before anything is done: its reads may lag a moment.
export function claimsOf(object) {
  switch (object.object) {
    case 'payment_intent':
      return { captured: object.amount_received ?? 0, canceled: object.status === 'canceled' };
    case 'charge':
      return { refunded: object.amount_refunded ?? 0 };
    case 'dispute':
      return { disputesOpened: 1 };
    default:
      return {};
  }
}

export function confirms(facts, claims) {
  return (
    facts.captured >= (claims.captured ?? 0) &&
    facts.refunded >= (claims.refunded ?? 0) &&
    facts.disputesOpened >= (claims.disputesOpened ?? 0) &&
    (facts.canceled || !claims.canceled)
  );
}
