// Buying: one order for each cart, one payment for each order, however often the button is pressed.

import express from 'express';
import { quote } from './catalogue.js';
import { audit, log } from './log.js';

const CART_KEY = /^[\w-]{20,64}$/;

export function checkoutRouter({ orders, payments }) {
  const router = express.Router();
  const paying = new Map();

  router.post('/api/checkout', express.json({ limit: '10kb' }), async (req, res) => {
    const refuse = (status, error) => {
      audit({ actor: 'buyer', action: 'checkout', object: null, result: `refused: ${error}`, origin: req.ip });
      return res.status(status).json({ error });
    };
    const cartKey = req.get('idempotency-key') ?? '';
    if (!CART_KEY.test(cartKey)) return refuse(400, 'an Idempotency-Key is needed: a UUID for each cart');
    const quoted = quote(req.body?.sku, req.body?.quantity ?? 1);
    if (!quoted) return refuse(422, 'no such product, or not so many of it');

    const order = orders.open(cartKey, quoted);
    if (order.sku !== quoted.sku || order.quantity !== quoted.quantity) {
      return refuse(409, 'this cart was ordered already');
    }
    try {
      const intent = await paymentOf(order);
      const done = { object: order.id, result: order.status, payment: intent.id };
      audit({ actor: 'buyer', action: 'checkout', origin: req.ip, ...done });
      res.status(201).json({ orderId: order.id, clientSecret: intent.client_secret });
    } catch (error) {
      log.warn({ order: order.id, error: error.type ?? error.name }, 'asking for the money failed');
      res.status(503).json({ error: 'The payment provider does not answer. Please try again.' });
    }
  });

  // Clicks that come together wait for the same answer.
  function paymentOf(order) {
    if (!paying.has(order.id)) {
      paying.set(order.id, start(order.id).finally(() => paying.delete(order.id)));
    }
    return paying.get(order.id);
  }

  async function start(id) {
    const order = orders.get(id);
    const known = order.payment_intent;
    let intent = known ? await payments.find(known) : await payments.ask(order, order.stripe_key);
    // A payment that was canceled takes no money any more; the key of the next one follows from it.
    if (intent.status === 'canceled') intent = await payments.ask(order, `${order.stripe_key}-after-${intent.id}`);
    orders.expect(order.id, intent.id, known);
    return intent;
  }

  return router;
}
