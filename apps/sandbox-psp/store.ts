import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { Card } from './cards.ts';

export type SessionStatus = 'open' | 'succeeded' | 'cancelled' | 'expired';
/** How the tester wants the merchant to be told. */
export const callbackManners = ['normal', 'twice', 'late', 'out-of-order', 'never'] as const;
export type CallbackManner = (typeof callbackManners)[number];

export interface Session {
  id: string;
  merchant: string;
  key: string;
  reference: string;
  mode: 'payment' | 'setup';
  amountMinor: number;
  currency: string;
  description: string;
  merchantName: string;
  returnUrl: string;
  callbackUrl: string;
  saveCard: number;
  status: SessionStatus;
  declined: string | null;
  cardToken: string | null;
  manner: CallbackManner;
  expiresAt: number;
}
export interface StoredCard extends Card {
  token: string;
  merchant: string;
  charges: number;
}
export interface Delivery {
  id: string;
  url: string;
  key: string;
  body: string;
  dueAt: number;
  tries: number;
}

const schema = `
  create table if not exists session (id text primary key, merchant text, key text, reference text, mode text, amountMinor integer,
    currency text, description text, merchantName text, returnUrl text, callbackUrl text, saveCard integer, status text,
    declined text, cardToken text, manner text, expiresAt integer, unique (merchant, reference));
  create table if not exists card (token text primary key, merchant text, brand text, lastFour text, expiryMonth integer,
    expiryYear integer, behaviour text, charges integer);
  create table if not exists charge (id text primary key, merchant text, reference text, token text, amountMinor integer,
    currency text, status text, declined text, unique (merchant, reference));
  create table if not exists refund (id text primary key, merchant text, reference text, "of" text, amountMinor integer,
    unique (merchant, reference));
  create table if not exists delivery (id text primary key, url text, key text, body text, dueAt integer, tries integer);`;

export type PspStore = ReturnType<typeof openStore>;

/** The sandbox's own books, in a file of its own: like a real gateway it knows nothing of DotMac's database. */
export function openStore(file: string) {
  const db = new DatabaseSync(file);
  db.exec(`pragma journal_mode = wal; pragma synchronous = normal; ${schema}`);
  const one = <T>(sql: string, ...values: (string | number | null)[]): T | undefined =>
    db.prepare(sql).get(...values) as T | undefined;
  const run = (sql: string, ...values: (string | number | null)[]) => void db.prepare(sql).run(...values);

  return {
    close: () => db.close(),
    session: (id: string) => one<Session>('select * from session where id = ?', id),
    sessionOf: (merchant: string, reference: string) =>
      one<Session>('select * from session where merchant = ? and reference = ?', merchant, reference),
    addSession(session: Omit<Session, 'id'>): Session {
      const id = `cs_sandbox_${randomUUID().replaceAll('-', '')}`;
      run(
        `insert into session values (${Array.from({ length: 17 }, () => '?').join(', ')})`,
        id,
        session.merchant,
        session.key,
        session.reference,
        session.mode,
        session.amountMinor,
        session.currency,
        session.description,
        session.merchantName,
        session.returnUrl,
        session.callbackUrl,
        session.saveCard,
        session.status,
        session.declined,
        session.cardToken,
        session.manner,
        session.expiresAt,
      );
      return { ...session, id };
    },
    /** Moves an open session; false when somebody else has. */
    moveSession(id: string, to: Partial<Pick<Session, 'status' | 'declined' | 'cardToken' | 'manner'>>): boolean {
      const keys = Object.keys(to) as (keyof typeof to)[];
      const { changes } = db
        .prepare(`update session set ${keys.map((key) => `${key} = ?`).join(', ')} where id = ? and status = 'open'`)
        .run(...keys.map((key) => to[key] ?? null), id);
      return changes === 1;
    },
    card: (token: string) => one<StoredCard>('select * from card where token = ?', token),
    addCard(merchant: string, card: Card): StoredCard {
      const token = `card_sandbox_${randomUUID().replaceAll('-', '')}`;
      run(
        'insert into card values (?, ?, ?, ?, ?, ?, ?, 0)',
        token,
        merchant,
        card.brand,
        card.lastFour,
        card.expiryMonth,
        card.expiryYear,
        card.behaviour,
      );
      return { ...card, token, merchant, charges: 0 };
    },
    removeCard: (merchant: string, token: string) =>
      run('delete from card where merchant = ? and token = ?', merchant, token),
    charge: (merchant: string, reference: string) =>
      one<{
        id: string;
        token: string;
        amountMinor: number;
        currency: string;
        status: string;
        declined: string | null;
      }>('select * from charge where merchant = ? and reference = ?', merchant, reference),
    addCharge(charge: {
      merchant: string;
      reference: string;
      token: string;
      amountMinor: number;
      currency: string;
      status: 'succeeded' | 'failed';
      declined: string | null;
    }) {
      const id = `ch_sandbox_${randomUUID().replaceAll('-', '')}`;
      const { merchant, reference, token, amountMinor, currency, status, declined } = charge;
      run(
        'insert into charge values (?, ?, ?, ?, ?, ?, ?, ?)',
        id,
        merchant,
        reference,
        token,
        amountMinor,
        currency,
        status,
        declined,
      );
      run('update card set charges = charges + 1 where token = ?', token);
      return id;
    },
    /** What was taken under a reference, by a charge or on the page; null when nothing was. */
    taken(merchant: string, reference: string): number | null {
      const row =
        one<{ amountMinor: number }>(
          `select amountMinor from charge where merchant = ? and reference = ? and status = 'succeeded'`,
          merchant,
          reference,
        ) ??
        one<{ amountMinor: number }>(
          `select amountMinor from session where merchant = ? and reference = ? and status = 'succeeded'`,
          merchant,
          reference,
        );
      return row?.amountMinor ?? null;
    },
    refund: (merchant: string, reference: string) =>
      one<{ id: string }>('select id from refund where merchant = ? and reference = ?', merchant, reference),
    refunded: (merchant: string, of: string) =>
      one<{ sum: number }>(
        'select coalesce(sum(amountMinor), 0) as sum from refund where merchant = ? and "of" = ?',
        merchant,
        of,
      )?.sum ?? 0,
    addRefund(merchant: string, reference: string, of: string, amountMinor: number): string {
      const id = `re_sandbox_${randomUUID().replaceAll('-', '')}`;
      run('insert into refund values (?, ?, ?, ?, ?)', id, merchant, reference, of, amountMinor);
      return id;
    },
    addDelivery: (delivery: Omit<Delivery, 'tries'>) =>
      run(
        'insert into delivery values (?, ?, ?, ?, ?, 0)',
        delivery.id,
        delivery.url,
        delivery.key,
        delivery.body,
        delivery.dueAt,
      ),
    dueDeliveries: (nowMs: number) =>
      db.prepare('select * from delivery where dueAt <= ? order by dueAt limit 20').all(nowMs) as unknown as Delivery[],
    putOff: (id: string, dueAt: number) =>
      run('update delivery set dueAt = ?, tries = tries + 1 where id = ?', dueAt, id),
    delivered: (id: string) => run('delete from delivery where id = ?', id),
  };
}
