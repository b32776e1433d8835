// The door that Stripe's news comes through: verified, kept, acknowledged. What it means is the worker's business.

import express from 'express';
import { audit } from './log.js';
import { claimsOf } from './payments.js';

// Must stand before any parser of bodies: the signature is over the bytes that arrived.
export function webhookRouter({ config, stripe, inbox, wake }) {
  const router = express.Router();
  const raw = express.raw({ type: 'application/json', limit: '512kb', inflate: false });

  router.post('/webhooks/stripe', raw, (req, res) => {
    const news = verified(req);
    if (!news) return res.status(400).json({ error: 'not signed by Stripe' });
    if (news.live !== config.live) {
      note(req, news, 'ignored: of the other mode');
      return res.json({ received: true });
    }
    const fresh = inbox.keep(news); // if it throws, the answer is 503, and Stripe sends it again
    note(req, news, fresh ? 'kept' : 'known already');
    res.json({ received: true });
    wake();
  });

  function verified(req) {
    try {
      const event = stripe.webhooks.constructEvent(req.body, req.get('stripe-signature'), config.webhookSecret);
      return newsOf(event);
    } catch (error) {
      audit({
        actor: 'unknown',
        action: 'webhook',
        object: null,
        result: `refused: ${error.type ?? error.name}`,
        origin: req.ip,
      });
      return null;
    }
  }

  function note(req, { id, type, object, paymentIntent }, result) {
    audit({ actor: 'stripe', action: type, object, result, origin: req.ip, event: id, payment: paymentIntent });
  }

  return router;
}

// Return the parts of an event that the shop needs. Throws for what is signed and yet no event.
function newsOf(event) {
  const object = event?.data?.object;
  const names = [event?.id, event?.type, object?.object];
  if (!names.every((name) => typeof name === 'string')) throw new TypeError('no event');
  const paymentIntent = object.object === 'payment_intent' ? object.id : object.payment_intent;
  return {
    id: event.id,
    type: event.type,
    live: event.livemode,
    object: typeof object.id === 'string' ? object.id : null,
    paymentIntent: typeof paymentIntent === 'string' ? paymentIntent : null,
    claims: claimsOf(object),
  };
}
