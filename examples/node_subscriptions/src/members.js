// Members: who they are, and who is signed in.

import { createHash, randomBytes, randomUUID, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(scrypt);
const SIGNED_IN_FOR_MS = 30 * 86_400_000;

export class Members {
  constructor(db) {
    this.byId = db.prepare('select * from members where id = ?');
    this.byEmail = db.prepare('select * from members where email = ?');
    this.byCustomer = db.prepare('select * from members where customer = ?');
    this.insert = db.prepare('insert into members (id, email, password) values (?, ?, ?) on conflict do nothing');
    this.setCustomer = db.prepare('update members set customer = ? where id = ? and customer is null');
    this.open = db.prepare('insert into sessions (token_hash, member_id, expires_at) values (?, ?, ?)');
    this.close = db.prepare('delete from sessions where token_hash = ?');
    this.ofSession = db.prepare(
      'select members.* from sessions join members on members.id = member_id where token_hash = ? and expires_at > ?',
    );
  }

  // Return whether there was nobody with that address before.
  async join(email, password) {
    const salt = randomBytes(16);
    const kept = `${salt.toString('base64url')}.${(await derive(password, salt, 32)).toString('base64url')}`;
    return this.insert.run(randomUUID(), email, kept).changes === 1;
  }

  // Return a new session's token, or null if that is not the password.
  async signIn(email, password, now = Date.now()) {
    const member = this.byEmail.get(email);
    const [salt, kept] = (member?.password ?? '.').split('.').map((part) => Buffer.from(part, 'base64url'));
    const given = await derive(password, salt, 32);
    if (kept.length !== given.length || !timingSafeEqual(kept, given)) return null;
    const token = randomBytes(32).toString('base64url');
    this.open.run(hashed(token), member.id, now + SIGNED_IN_FOR_MS);
    return token;
  }

  signOut(token) {
    this.close.run(hashed(token));
  }

  signedIn(token, now = Date.now()) {
    return token ? (this.ofSession.get(hashed(token), now) ?? null) : null;
  }

  get(id) {
    return this.byId.get(id);
  }

  ofCustomer(customer) {
    return this.byCustomer.get(customer) ?? null;
  }

  isCustomer(id, customer) {
    this.setCustomer.run(customer, id);
  }
}

const hashed = (token) => createHash('sha256').update(token).digest('base64url');
