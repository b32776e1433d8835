// Two SQLite files: the inbox takes news whatever the shop's own database is busy with.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';

const SHOP = `
create table if not exists orders (
  id text primary key,
  cart_key text not null unique,
  stripe_key text not null unique,
  sku text not null,
  quantity integer not null,
  amount integer not null,
  currency text not null,
  status text not null default 'pending',
  payment_intent text unique,
  canceled integer not null default 0,
  -- What is known of the payment only ever grows, so that news may come in any order and more than once.
  captured integer not null default 0,
  captured_currency text,
  refunded integer not null default 0,
  bounced integer not null default 0,
  disputes_opened integer not null default 0,
  disputes_over integer not null default 0,
  created_at text not null default current_timestamp
);
create table if not exists fulfilments (
  order_id text not null references orders (id),
  kind text not null check (kind in ('shipment', 'receipt')),
  created_at text not null default current_timestamp,
  primary key (order_id, kind)
);
`;

const INBOX = `
create table if not exists events (
  id text primary key,
  type text not null,
  payment_intent text,
  claims text not null,
  received_at integer not null,
  attempts integer not null default 0,
  due_at integer not null,
  done_at integer
);
create index if not exists events_open on events (due_at) where done_at is null;
`;

// The driver waits for a lock on the thread that asks. The web thread cannot afford that; others can.
export function openShop({ dataDir }, timeout) {
  return open(dataDir, 'shop.db', SHOP, timeout);
}

export function openInbox({ dataDir }, timeout) {
  return open(dataDir, 'inbox.db', INBOX, timeout);
}

function open(folder, name, schema, timeout) {
  mkdirSync(folder, { recursive: true });
  const db = new DatabaseSync(join(folder, name), { timeout });
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
  db.exec(schema);
  return db;
}

// One transaction, which takes the write lock at its start: everything inside is kept together, or nothing of it.
export function inTransaction(db, work) {
  db.exec('begin immediate');
  try {
    const result = work();
    db.exec('commit');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('rollback');
    throw error;
  }
}
