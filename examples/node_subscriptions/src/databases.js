// Two SQLite files: the inbox takes news whatever the club's own books are busy with.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';

const CLUB = `
create table if not exists members (
  id text primary key,
  email text not null unique,
  password text not null,
  customer text unique,
  trial_used integer not null default 0,
  created_at text not null default current_timestamp
);
create table if not exists sessions (
  token_hash text primary key,
  member_id text not null references members (id),
  expires_at integer not null
);
create table if not exists memberships (
  id text primary key,
  member_id text not null references members (id),
  -- What was asked for, and the page on which it is paid.
  plan text not null,
  trial_days integer not null,
  checkout text unique,
  -- The subscription as Stripe showed it last; times are unix seconds. 'asked' until there is one.
  subscription text unique,
  status text not null default 'asked',
  price text,
  period_start integer,
  period_end integer,
  ends integer not null default 0,
  over integer not null default 0,
  version integer not null default 0,
  created_at text not null default current_timestamp
);
create unique index if not exists one_at_a_time on memberships (member_id) where over = 0;
create table if not exists orders (
  id text primary key,
  cart_key text not null unique,
  sku text not null,
  quantity integer not null,
  amount integer not null,
  currency text not null,
  status text not null default 'pending',
  checkout text unique,
  payment_intent text unique,
  expired integer not null default 0,
  -- What is known of the payment only ever grows, so that news may come in any order and more than once.
  captured integer not null default 0,
  captured_currency text,
  refunded integer not null default 0,
  bounced integer not null default 0,
  disputes_opened integer not null default 0,
  disputes_over integer not null default 0,
  created_at text not null default current_timestamp
);
create table if not exists licences (
  order_id text primary key references orders (id),
  created_at text not null default current_timestamp
);
`;

const INBOX = `
create table if not exists events (
  id text primary key,
  type text not null,
  subject text,
  claims text not null,
  received_at integer not null,
  attempts integer not null default 0,
  due_at integer not null,
  done_at integer
);
create index if not exists events_open on events (due_at) where done_at is null;
`;

// The driver waits for a lock on the thread that asks, and there is but one thread here: nobody waits long.
export const openClub = ({ dataDir }, timeout) => open(dataDir, 'club.db', CLUB, timeout);
export const openInbox = ({ dataDir }, timeout) => open(dataDir, 'inbox.db', INBOX, timeout);

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
