// The web of the club: its doors, what every answer carries, and what is said when something goes wrong.

import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import fastify from 'fastify';
import { Refused } from './billing.js';
import { log } from './log.js';
import { accountRoutes } from './routes/account.js';
import { courseRoutes } from './routes/courses.js';
import { membershipRoutes } from './routes/memberships.js';
import { webhookRoutes } from './routes/webhook.js';
import { isDeclined, isOfStripe } from './stripe.js';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

export async function createApp(club) {
  const app = fastify({ logger: false, bodyLimit: 10 * 1024, trustProxy: false, forceCloseConnections: true });
  app.removeContentTypeParser('text/plain'); // what a form of another site could send
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    referrerPolicy: { policy: 'no-referrer' },
  });
  await app.register(cookie);
  app.addHook('onSend', async (req, reply) => {
    reply.header('cache-control', 'no-store');
  });

  app.setNotFoundHandler((req, reply) => reply.code(404).send({ error: 'not found' }));
  app.setErrorHandler((error, req, reply) => {
    if (error instanceof Refused) return reply.code(error.status).send({ error: error.message });
    if (isDeclined(error)) return reply.code(402).send({ error: 'the bank has declined it' });
    if (!isOfStripe(error) && error.statusCode >= 400 && error.statusCode < 500) {
      return reply.code(error.statusCode).send({ error: 'malformed request' });
    }
    const isBusy = isOfStripe(error) || error.code === 'ERR_SQLITE_ERROR';
    log.error({ method: req.method, error: error.type ?? error.code ?? error.name }, 'a request failed');
    return reply.code(isBusy ? 503 : 500).send({ error: 'Something went wrong here. Please try again.' });
  });

  app.get('/health', async () => ({ open: true }));
  await app.register(webhookRoutes, club);
  await app.register(async (site) => {
    const home = new URL(club.config.publicUrl).origin;
    site.addHook('onRequest', async (req, reply) => {
      const { origin } = req.headers;
      const isForeign = origin !== undefined ? origin !== home : req.headers['sec-fetch-site'] === 'cross-site';
      if (!READS.has(req.method) && isForeign) return reply.code(403).send({ error: 'not from our pages' });
    });
    await site.register(accountRoutes, club);
    await site.register(membershipRoutes, club);
    await site.register(courseRoutes, club);
  });
  return app;
}
