// The door that Stripe's news comes through: verified, kept, acknowledged. What it means is the worker's business.

import { audit } from '../log.js';
import { newsOf } from '../news.js';

export async function webhookRoutes(app, { config, stripe, inbox, worker }) {
  // The signature is over the bytes that arrived, so in this scope nothing parses them.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 512 * 1024 }, (req, body, done) => done(null, body));

  app.post('/webhooks/stripe', async (req, reply) => {
    const news = verified(req);
    if (!news) return reply.code(400).send({ error: 'not signed by Stripe' });
    if (news.live !== config.live) {
      note(req, news, 'ignored: of the other mode');
      return { received: true };
    }
    const fresh = inbox.keep(news); // if it throws, the answer is 503, and Stripe sends it again
    note(req, news, fresh ? 'kept' : 'known already');
    setImmediate(() => worker.pump());
    return { received: true };
  });

  function verified(req) {
    try {
      const signature = req.headers['stripe-signature'];
      return newsOf(stripe.webhooks.constructEvent(req.body ?? '', signature, config.webhookSecret));
    } catch (error) {
      const result = `refused: ${error.type ?? error.name}`;
      audit({ actor: 'unknown', action: 'webhook', object: null, result, origin: req.ip });
      return null;
    }
  }

  function note(req, { id, type, object, subject }, result) {
    audit({ actor: 'stripe', action: type, object, result, origin: req.ip, event: id, about: subject });
  }
}
