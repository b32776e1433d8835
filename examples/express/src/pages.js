// What a buyer's browser is shown about an order. The address claims nothing: all that is shown stands in the database.

import { randomBytes } from 'node:crypto';
import express from 'express';
import helmet from 'helmet';
import { log } from './log.js';

const SENTENCES = {
  paid: 'Thank you, it is paid.',
  pending: 'We are waiting for your payment.',
  canceled: 'This payment was canceled.',
  refunded: 'Your money is on its way back.',
};

export function pagesRouter({ config, orders, payments }) {
  const router = express.Router();

  router.param('order', (req, res, next, id) => {
    req.order = orders.get(id);
    if (!req.order) return res.status(404).json({ error: 'no such order' });
    next();
  });

  router.get('/api/orders/:order', (req, res) => {
    const { id, sku, quantity, amount, currency, status, refunded, bounced } = req.order;
    res.json({ id, sku, quantity, amount, currency, status, refunded: refunded - bounced });
  });

  router.get('/orders/:order/complete', (req, res) => {
    res.send(page('Your order', `<p>${SENTENCES[req.order.status] ?? 'Please write to us about this order.'}</p>`));
  });

  router.get('/orders/:order/pay', policy, async (req, res) => {
    try {
      const intent = await payments.find(req.order.payment_intent);
      const data = { key: config.publishableKey, secret: intent.client_secret, order: req.order.id };
      const attributes = Object.entries(data)
        .map(([name, value]) => `data-${name}="${value}"`)
        .join(' ');
      const { nonce } = res.locals;
      const scripts =
        `<script nonce="${nonce}" src="https://js.stripe.com/v3/"></script>` +
        `<script nonce="${nonce}" src="/pay.js" defer></script>`;
      const form = `<form id="pay" ${attributes}><div id="fields"></div><button>Pay</button></form>`;
      res.send(page('Payment', form, scripts));
    } catch (error) {
      log.warn({ order: req.order.id, error: error.type ?? error.name }, 'the payment was not found');
      res.status(503).send(page('Payment', '<p>Please try again in a moment.</p>'));
    }
  });

  return router;
}

// What may run on the page with the card fields: our one script and Stripe's, and Stripe's frames.
function policy(req, res, next) {
  const nonce = (res.locals.nonce = randomBytes(16).toString('base64'));
  helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: [`'nonce-${nonce}'`, 'https://js.stripe.com'],
      frameSrc: ['https://js.stripe.com', 'https://hooks.stripe.com'],
      connectSrc: ["'self'", 'https://api.stripe.com'],
      formAction: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  })(req, res, next);
}

function page(title, body, scripts = '') {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>${scripts}</head>` +
    `<body><h1>${title}</h1>${body}</body></html>`
  );
}
