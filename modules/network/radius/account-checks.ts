import { and, eq, isNull, ne, or, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { conflict, invalid } from '#kernel/errors.ts';
import { ipv6Octets, ipv6PrefixOctets, ipv6PrefixText, ipv6Text } from '#protocols/radius/addresses.ts';
import { macAddress } from '#protocols/radius/mac.ts';
import type { accountChange } from './account-input.ts';
import { radiusAccount } from './tables.ts';

type Change = z.output<typeof accountChange>;

/**
 * Fields of a login in the one spelling they are kept in, after a look at what only the other logins can tell: nobody else
 * has the address, and nobody but the same customer is bound to the line.
 */
export async function checked(
  ctx: Pick<Ctx, 'db'>,
  id: string,
  customerId: string | null,
  change: Change,
): Promise<Change> {
  const values: Change = { ...change };
  for (const field of ['framedIpv6Prefix', 'delegatedIpv6Prefix'] as const)
    if (change[field]) values[field] = canonicalPrefix(change[field], field);
  if (change.framedIpv6Address) values.framedIpv6Address = ipv6Text(ipv6Octets(change.framedIpv6Address)!);
  if (change.macAddresses) values.macAddresses = change.macAddresses.map(canonicalMac);
  await unlikeOthers(ctx, id, customerId, values);
  return values;
}

/** A C-VLAN is inside an S-VLAN, or nothing would carry it. */
export function checkVlans(serviceVlan: number | null, customerVlan: number | null): void {
  if (customerVlan !== null && serviceVlan === null)
    throw invalid('An inner VLAN needs the outer one around it.', 'serviceVlan');
}

function canonicalPrefix(text: string, field: string): string {
  const octets = ipv6PrefixOctets(text);
  const prefix = octets && ipv6PrefixText(octets);
  if (prefix === undefined) throw invalid('The prefix has bits set beyond its length.', field);
  return prefix;
}

function canonicalMac(text: string): string {
  const mac = macAddress(text);
  if (mac === undefined) throw invalid(`${text} is no MAC address, such as AA:BB:CC:DD:EE:0F.`, 'macAddresses');
  return mac;
}

const addressed = {
  framedIpAddress: radiusAccount.framedIpAddress,
  framedIpv6Prefix: radiusAccount.framedIpv6Prefix,
  framedIpv6Address: radiusAccount.framedIpv6Address,
  delegatedIpv6Prefix: radiusAccount.delegatedIpv6Prefix,
} as const;

async function unlikeOthers(ctx: Pick<Ctx, 'db'>, id: string, customerId: string | null, values: Change) {
  for (const [field, column] of Object.entries(addressed)) {
    const value = values[field as keyof typeof addressed];
    if (!value) continue;
    const taken = await another(ctx, id, eq(column, value));
    if (taken) throw conflict(`The login ${taken} has ${value} already.`, field);
  }
  if (values.circuitId) {
    const { circuitId, remoteId } = values;
    const sameLine = and(
      eq(radiusAccount.circuitId, circuitId),
      remoteId ? or(isNull(radiusAccount.remoteId), eq(radiusAccount.remoteId, remoteId)) : undefined,
      customerId ? or(isNull(radiusAccount.customerId), ne(radiusAccount.customerId, customerId)) : undefined,
    );
    const taken = await another(ctx, id, sameLine);
    if (taken) throw conflict(`The login ${taken} of another customer is bound to this circuit.`, 'circuitId');
  }
}

async function another(ctx: Pick<Ctx, 'db'>, id: string, where: SQL | undefined): Promise<string | undefined> {
  const [found] = await ctx.db
    .select({ username: radiusAccount.username })
    .from(radiusAccount)
    .where(and(ne(radiusAccount.id, id), where))
    .limit(1);
  return found?.username;
}
