import { atEnd } from '#kernel/testing/clean-up.ts';
import type { TestKernel } from '#modules/testing.ts';
import { decodeAttributes } from '#protocols/radius/attributes.ts';
import { codeName, errorCause } from '#protocols/radius/codes.ts';
import { dynamicAuthReply } from '#protocols/radius/dynamic-auth.ts';
import type { Packet } from '#protocols/radius/packet.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { type RadiusServer, startRadiusServer } from '#protocols/radius/server.ts';
import { type NasVendor, radius } from './contract.ts';

export type NasAnswer = 'ack' | 'silence' | keyof typeof errorCause;
export interface Heard {
  code: string | undefined;
  attributes: Record<string, unknown>;
}

const named = (packet: Packet) =>
  Object.fromEntries(decodeAttributes(packet).map(({ name, value }) => [name ?? '?', value]));

/** NASes for tests of CoA: real sockets with a secret each, which answer as they are told. @param net third octet of 127.0.net.n */
export function nasBench(t: () => TestKernel, net: number) {
  const listening: RadiusServer[] = [];
  let n = 0;
  atEnd(async () => {
    await Promise.all(listening.map((server) => server.close(0)));
  });

  /** @param knows the secret the NAS believes in, when it is not the one on record */
  async function nasThat(
    answer: NasAnswer | ((code: string | undefined) => NasAnswer),
    { knows, vendor = 'mikrotik' }: { knows?: string; vendor?: NasVendor } = {},
  ) {
    const address = `127.0.${net}.${++n}`;
    const sharedSecret = `secret-of-${address}`;
    const heard: Heard[] = [];
    const server = await startRadiusServer({
      role: 'coa',
      host: address,
      port: 0,
      secrets: { find: () => ({ secret: new SharedSecret(knows ?? sharedSecret), nas: address }) },
      onError: (error) => {
        throw error;
      },
      handler: ({ packet }) => {
        const code = codeName(packet.code);
        heard.push({ code, attributes: named(packet) });
        const said = typeof answer === 'function' ? answer(code) : answer;
        if (said === 'silence') return undefined;
        return dynamicAuthReply(packet, said === 'ack' ? undefined : errorCause[said]);
      },
    });
    listening.push(server);
    const nas = await t().run(radius, 'createNas', {
      name: address,
      address,
      vendor,
      sharedSecret,
      coaPort: server.address.port,
    });
    return { ...nas, heard, dropped: server.counters.dropped };
  }

  /** A live session of a login at a NAS, as the AAA engine would have written it. */
  async function session(
    nasId: string,
    whose: { accountId: string | null; subscriptionId?: string | null; customerId?: string | null; username: string },
    { ageSeconds = 3600, silentSeconds = 0 }: { ageSeconds?: number; silentSeconds?: number } = {},
  ): Promise<string> {
    const nowMs = t().clock.nowMs();
    const at = (seconds: number) => new Date(nowMs - seconds * 1000).toISOString();
    const { rows } = await t().db.owner.query(
      `insert into radius_session (tenant_id, acct_key, acct_session_id, username, account_id, subscription_id, customer_id, nas_id, nas_name,
         framed_ip_address, calling_station_id, started_at, updated_at, usage_hour, session_seconds)
       select $1, uuidv7(), $2, $3, $4, $5, $6, id, name, '10.7.0.9', '02:00:00:00:00:09', $8, $9, date_trunc('hour', $9::timestamptz), 60 from nas where id = $7
       returning id`,
      [
        t().alpha.id,
        `S-${whose.username}`,
        whose.username,
        whose.accountId,
        whose.subscriptionId ?? null,
        whose.customerId ?? null,
        nasId,
        at(ageSeconds),
        at(silentSeconds),
      ],
    );
    return rows[0].id;
  }

  return { nasThat, session };
}
