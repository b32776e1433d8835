// Joining, signing in and out.

import { audit } from '../log.js';

const body = {
  type: 'object',
  required: ['email', 'password'],
  properties: {
    email: { type: 'string', maxLength: 200, pattern: '^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$' },
    password: { type: 'string', minLength: 10, maxLength: 200 },
  },
};

export async function accountRoutes(app, { config, members }) {
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure: config.publicUrl.startsWith('https:') };

  app.post('/api/members', { schema: { body } }, async (req, reply) => {
    const { email, password } = req.body;
    if (!(await members.join(email.toLowerCase(), password))) {
      return reply.code(409).send({ error: 'that address is taken' });
    }
    return reply.code(201).send({ joined: true });
  });

  app.post('/api/sessions', { schema: { body } }, async (req, reply) => {
    const { email, password } = req.body;
    const token = await members.signIn(email.toLowerCase(), password);
    const result = token ? 'signed in' : 'refused: wrong address or password';
    audit({ actor: email, action: 'sign in', object: null, result, origin: req.ip });
    if (!token) return reply.code(401).send({ error: 'wrong address or password' });
    return reply.setCookie('session', token, cookie).code(204).send();
  });

  app.delete('/api/sessions', async (req, reply) => {
    if (req.cookies.session) members.signOut(req.cookies.session);
    return reply.clearCookie('session', cookie).code(204).send();
  });
}
