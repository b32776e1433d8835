// A member's own memberships: subscribe, see, change, cancel. Whose it is says the session, and nothing else.

import { hasAccess } from '../access.js';
import { audit } from '../log.js';
import { page } from '../pages.js';

export async function membershipRoutes(app, { members, memberships, billing, plans }) {
  app.addHook('preHandler', async (req, reply) => {
    req.member = members.signedIn(req.cookies.session);
    if (!req.member) return reply.code(401).send({ error: 'sign in first' });
  });

  app.post('/api/memberships', async (req, reply) => {
    const plan = asked(req, reply);
    if (!plan) return reply;
    const { id, url } = await billing.subscribe(req.member.id, plan);
    note(req, 'subscribe', id, `page for ${plan.name}`);
    return reply.code(201).send({ membership: id, url });
  });

  app.get('/api/memberships', async (req) => {
    const mine = memberships.currentOf(req.member.id);
    return { memberships: mine ? [shown(mine)] : [] };
  });

  app.get('/api/memberships/:id', async (req, reply) => {
    const mine = billing.owned(req.member.id, req.params.id);
    return mine ? shown(mine) : reply.code(404).send({ error: 'no such membership' });
  });

  app.put('/api/memberships/:id/plan', async (req, reply) => {
    const plan = asked(req, reply);
    if (!plan) return reply;
    const changed = await billing.change(req.member.id, req.params.id, plan);
    note(req, 'change plan', req.params.id, plan.name);
    return shown(changed);
  });

  app.post('/api/memberships/:id/cancel', async (req) => {
    const cancelled = await billing.cancel(req.member.id, req.params.id);
    note(req, 'cancel', req.params.id, 'ends with its period');
    return shown(cancelled);
  });

  app.post('/api/portal', async (req) => ({ url: await billing.portalOf(req.member) }));

  // Stripe's page sends the browser here. That somebody came says nothing: what is shown stands in the books.
  app.get('/memberships/:id', async (req, reply) => {
    const mine = billing.owned(req.member.id, req.params.id);
    if (!mine) return reply.code(404).send({ error: 'no such membership' });
    const sentence = hasAccess(mine) ? 'Welcome to the club.' : 'We are waiting for your payment.';
    return reply.type('text/html; charset=utf-8').send(page('Your membership', sentence));
  });

  function asked(req, reply) {
    const plan = plans.named(req.body?.plan);
    if (!plan) reply.code(422).send({ error: 'no such plan' });
    return plan;
  }

  function shown(row) {
    const { id, status, price, plan, period_end: until, ends } = row;
    const billed = price ? (plans.ofPrice(price)?.name ?? 'other') : plan;
    return { id, access: hasAccess(row), plan: billed, status, until, ends: Boolean(ends) };
  }

  function note(req, action, object, result) {
    audit({ actor: req.member.id, action, object, result, origin: req.ip });
  }
}
