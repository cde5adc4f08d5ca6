import { expect } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import type { TestKernel } from '#modules/testing.ts';
import { ipManagement } from './contract.ts';

/** What a refused call said. */
export const refusal = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('it was not refused'),
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      return { code: error.code, field: error.field, message: error.message };
    },
  );

/** Makes pools and lines with logins and live sessions for tests. */
export function addressBed(t: TestKernel) {
  let count = 0;
  /** Each has a range of its own, for ranges may not overlap. */
  const pool = (prefixLength: number, rest: object = {}) => {
    count += 1;
    return t.asSystem(ipManagement, 'createPool', {
      name: `Pool ${count}`,
      type: 'ipv4_private',
      cidr: `10.${count}.0.0/${prefixLength}`,
      quarantineSeconds: 3600,
      ...rest,
    });
  };
  /** A subscription with its login, as provisioning leaves it. */
  const line = async (rest: { framedIpAddress?: string; delegatedIpv6Prefix?: string } = {}) => {
    count += 1;
    const customer = await t.asSystem(customers, 'create', {
      name: `Customer ${count}`,
      serviceAddress: { line1: 'Road 1', city: 'Lagos', country: 'NG' },
    });
    const subscriptionId = crypto.randomUUID();
    const account = await t.asSystem(radius, 'createAccount', {
      username: `line-${count}`,
      subscriptionId,
      customerId: customer.id,
      downloadKbps: 1000,
      uploadKbps: 1000,
      ...rest,
    });
    return { subscriptionId, customerId: customer.id, accountId: account.id, username: account.username };
  };
  type Line = Awaited<ReturnType<typeof line>>;
  const login = async (of: Line) => {
    const { items } = await t.asSystem(radius, 'lineLogins', { subscriptionIds: [of.subscriptionId] });
    return items[0]!;
  };
  /** A live session of the line, as the AAA engine writes it. @returns its id */
  const online = async (of: Line, framedIpAddress: string | null, delegatedIpv6Prefix: string | null = null) => {
    count += 1;
    const nas = await t.asSystem(radius, 'createNas', {
      name: `bng-${count}`,
      address: `192.0.2.${count}`,
      vendor: 'mikrotik',
    });
    const { rows } = await t.db.owner.query(
      `insert into radius_session (tenant_id, acct_key, acct_session_id, username, account_id, subscription_id, customer_id, nas_id, nas_name,
         framed_ip_address, delegated_ipv6_prefix, started_at, updated_at, usage_hour)
       values ($1, uuidv7(), $2, $3, $4, $5, $6, $7, $8, $9, $10, now(), now(), now()) returning id`,
      [
        t.alpha.id,
        `s-${count}`,
        of.username,
        of.accountId,
        of.subscriptionId,
        of.customerId,
        nas.id,
        nas.name,
        framedIpAddress,
        delegatedIpv6Prefix,
      ],
    );
    return rows[0].id as string;
  };
  const offline = (sessionId: string) =>
    t.db.owner.query('update radius_session set stopped_at = now() where id = $1', [sessionId]);
  const events = async (name: string) =>
    (await t.db.owner.query('select payload from outbox where name = $1 order by seq', [name])).rows.map(
      (row): Record<string, unknown> => row.payload,
    );
  /** How often the sessions of a line were asked to end. */
  const disconnects = async (of: Line) =>
    (await events('radius.disconnect-requested')).filter((event) => event['accountId'] === of.accountId).length;
  return { pool, line, login, online, offline, events, disconnects };
}
