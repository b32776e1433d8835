// Courses are sold to anybody: one order for each cart, one page for each order, however often the button is pressed.

import { quote } from '../catalogue.js';
import { audit } from '../log.js';
import { page } from '../pages.js';

const CART_KEY = /^[\w-]{20,64}$/;
const SENTENCES = {
  paid: 'Thank you, it is paid.',
  pending: 'We are waiting for your payment.',
  expired: 'This was not paid in time.',
  refunded: 'Your money is on its way back.',
};

export async function courseRoutes(app, { orders, payments }) {
  app.post('/api/orders', async (req, reply) => {
    const refuse = (status, error) => {
      audit({ actor: 'buyer', action: 'order', object: null, result: `refused: ${error}`, origin: req.ip });
      return reply.code(status).send({ error });
    };
    const cartKey = req.headers['idempotency-key'] ?? '';
    if (!CART_KEY.test(cartKey)) return refuse(400, 'an Idempotency-Key is needed: a UUID for each cart');
    const quoted = quote(req.body?.sku, req.body?.quantity ?? 1);
    if (!quoted) return refuse(422, 'no such course, or not so many of it');
    const order = orders.open(cartKey, quoted);
    if (order.sku !== quoted.sku || order.quantity !== quoted.quantity) {
      return refuse(409, 'this cart was ordered already');
    }
    const { id, url } = await payments.pageOf(order.id);
    audit({ actor: 'buyer', action: 'order', object: order.id, result: order.status, origin: req.ip, page: id });
    return reply.code(201).send({ order: order.id, url });
  });

  app.get('/api/orders/:id', async (req, reply) => {
    const order = orders.get(req.params.id);
    if (!order) return reply.code(404).send({ error: 'no such order' });
    const { id, sku, quantity, amount, currency, status, refunded, bounced } = order;
    const licence = orders.hasLicence(id);
    return { id, sku, quantity, amount, currency, status, refunded: refunded - bounced, licence };
  });

  // The address claims nothing: all that is shown stands in the books.
  app.get('/orders/:id/complete', async (req, reply) => {
    const order = orders.get(req.params.id);
    if (!order) return reply.code(404).send({ error: 'no such order' });
    const sentence = SENTENCES[order.status] ?? 'Please write to us about it.';
    return reply.type('text/html; charset=utf-8').send(page(`Your order ${order.id}`, sentence));
  });
}
