// The Express application: its doors, in the order in which they are tried.

import { fileURLToPath } from 'node:url';
import express from 'express';
import helmet from 'helmet';
import { checkoutRouter } from './checkout.js';
import { log } from './log.js';
import { pagesRouter } from './pages.js';
import { webhookRouter } from './webhook.js';

const PUBLIC = fileURLToPath(new URL('../public', import.meta.url));

export function createApp({ config, inbox, orders, payments, wake }) {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet({ referrerPolicy: { policy: 'no-referrer' } }));
  app.use((req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });

  app.get('/health', (req, res) => res.json({ open: true }));
  app.use(webhookRouter({ config, stripe: payments.stripe, inbox, wake }));
  app.use(checkoutRouter({ orders, payments }));
  app.use(pagesRouter({ config, orders, payments }));
  app.use(express.static(PUBLIC, { index: false }));

  app.use((req, res) => res.status(404).json({ error: 'not found' }));
  // Express knows an error handler by its four arguments.
  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    if (error.status >= 400 && error.status < 500) return res.status(error.status).json({ error: 'malformed request' });
    const busy = error.code === 'ERR_SQLITE_ERROR';
    log.error({ method: req.method, error: error.code ?? error.name }, 'a request failed');
    res.status(busy ? 503 : 500).json({ error: 'Something went wrong here. Please try again.' });
  });
  return app;
}
