import { isIPv6 } from 'node:net';
import { and, desc, eq, gt, isNotNull } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import {
  type Attribute,
  decodeAttributeOctets,
  decodeAttributes,
  encodeAttributes,
  type RawAttribute,
} from '#protocols/radius/attributes.ts';
import { type ClientResult, RadiusClient } from '#protocols/radius/client.ts';
import { code } from '#protocols/radius/codes.ts';
import { chapCredentials, msChapV2Credentials, papCredentials } from '#protocols/radius/credentials.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { testAttribute, testSealedAs, testVendor } from './aaa/test-login.ts';
import { findAccount } from './accounts.ts';
import { explained } from './attribute-meanings.ts';
import type { radius } from './contract.ts';
import { aaaNode, nas } from './tables.ts';

type View = Returned<(typeof radius)['operations']['testLogin']['out']>;
type Input = z.output<(typeof radius)['operations']['testLogin']['in']>;

/** An AAA process that has said nothing for longer is not asked. */
const quietMs = 120_000;
const retransmit = { timeoutMs: 700, tries: 3 };
const messageAuthenticator = 80;

/**
 * Asks the running AAA process as a NAS would, over UDP, and says what came of it. The process knows it for a test by the
 * secret: it decides as always, but keeps no record, and no session gives way.
 */
export async function testLogin(ctx: Ctx<EventsOf<typeof radius>, never>, input: Input): Promise<View> {
  const { account } = await findAccount(ctx, input.id);
  if (input.nasId) {
    const [device] = await ctx.db.select({ id: nas.id }).from(nas).where(eq(nas.id, input.nasId));
    if (!device) throw notFound('NAS');
  }
  if (input.password === undefined && account.passwordKeeping === 'hashed')
    throw conflict('Only a hash of this password is kept; type the password to test it.', 'password');
  const password = input.password ?? ctx.secrets.open(ctx.tenant.id, account.password);
  const attributes = requestOf(account.username, password, input);
  ctx.changed({ type: 'radius-account', id: account.id, after: { testLogin: input.method } });

  const asked = { id: account.id, sent: shownRequest(attributes) };
  const node = await nodeOf(ctx);
  if (node === undefined)
    return { ...asked, ...unanswered(null, 'No AAA process has reported for two minutes. Is it running?') };
  const server = `${node.host}:${node.testPort}`;
  const result = await ask(node, ctx.secrets.open(testSealedAs, node.testSecret), [
    ...attributes,
    ...marksOf(ctx.tenant.id, input),
  ]);
  if (!result.ok) return { ...asked, ...unanswered(server, silence(result, server)) };
  const { reply, roundTripMs } = result;
  return {
    ...asked,
    outcome: reply.code === code['Access-Accept'] ? 'accepted' : 'rejected',
    reason: said(reply, testAttribute.reason),
    explanation: said(reply, testAttribute.explanation),
    roundTripMs: Math.round(roundTripMs * 100) / 100,
    server,
    received: decodeAttributes(reply)
      .filter(({ vendor, type }) => vendor !== testVendor && !(vendor === 0 && type === messageAuthenticator))
      .map(explained),
  };
}

const unanswered = (server: string | null, explanation: string): Omit<View, 'id' | 'sent'> => ({
  outcome: 'unanswered',
  reason: 'no answer',
  explanation,
  roundTripMs: null,
  server,
  received: [],
});

function silence(result: ClientResult & { ok: false }, server: string): string {
  if (result.reason === 'send-failed') return `The AAA process at ${server} cannot be reached: nothing listens there.`;
  return `The AAA process at ${server} did not answer ${result.tries} tries. Is it running, and can this server reach it over UDP?`;
}

const credentialsOf = {
  pap: (_username: string, password: string) => papCredentials(password),
  chap: (_username: string, password: string) => chapCredentials(password),
  'ms-chap-v2': msChapV2Credentials,
} as const;

function requestOf(username: string, password: string, input: Input): Attribute[] {
  const attributes: Attribute[] = [
    { name: 'User-Name', value: username },
    ...credentialsOf[input.method](username, password),
    { name: 'NAS-Identifier', value: 'dotmac-test-login' },
  ];
  if (input.callingStationId) attributes.push({ name: 'Calling-Station-Id', value: input.callingStationId });
  if (input.nasPortId) attributes.push({ name: 'NAS-Port-Id', value: input.nasPortId });
  if (input.circuitId) attributes.push({ name: 'ADSL-Agent-Circuit-Id', value: Buffer.from(input.circuitId) });
  if (input.remoteId) attributes.push({ name: 'ADSL-Agent-Remote-Id', value: Buffer.from(input.remoteId) });
  return attributes;
}

/** Whose login it is and which NAS is played: what the source address says of a real request. */
function marksOf(tenantId: string, { nasId, vendor }: Input): RawAttribute[] {
  const mark = (type: number, text: string) => ({ vendor: testVendor, type, octets: Buffer.from(text) });
  return [
    mark(testAttribute.tenant, tenantId),
    ...(nasId ? [mark(testAttribute.nas, nasId)] : []),
    ...(vendor ? [mark(testAttribute.vendor, vendor)] : []),
  ];
}

function shownRequest(attributes: readonly Attribute[]) {
  const open = attributes.filter(({ name }) => name !== 'User-Password');
  const hidden = attributes.length - open.length;
  const shown = decodeAttributeOctets(encodeAttributes(open)).map(explained);
  const password = { name: 'User-Password', value: '•••', meaning: 'the password, hidden with the shared secret' };
  return hidden === 0 ? shown : [...shown.slice(0, 1), password, ...shown.slice(1)];
}

async function nodeOf(ctx: Pick<Ctx, 'db' | 'now'>) {
  const [node] = await ctx.db
    .select()
    .from(aaaNode)
    .where(
      and(isNotNull(aaaNode.testPort), gt(aaaNode.seenAt, new Date(ctx.now.epochMilliseconds - quietMs).toISOString())),
    )
    .orderBy(desc(aaaNode.seenAt))
    .limit(1);
  if (!node?.testPort || !node.testSecret) return undefined;
  return { host: reachable(node.host), testPort: node.testPort, testSecret: node.testSecret };
}

/** A process that listens on every address is reached on this machine's own. */
const reachable = (host: string) => (host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host);

async function ask(
  node: { host: string; testPort: number },
  secret: string,
  attributes: (Attribute | RawAttribute)[],
): Promise<ClientResult> {
  const client = new RadiusClient({ ...(isIPv6(node.host) ? { localAddress: '::' } : {}), retransmit });
  try {
    return await client.send(
      { address: node.host, port: node.testPort, secret: new SharedSecret(secret) },
      { code: code['Access-Request'], attributes },
    );
  } finally {
    client.close();
  }
}

/** Long sentences come in several pieces. */
function said(reply: Parameters<typeof decodeAttributes>[0], type: number): string {
  const pieces = decodeAttributes(reply).filter(
    (attribute) => attribute.vendor === testVendor && attribute.type === type,
  );
  return Buffer.concat(pieces.map(({ octets }) => octets)).toString();
}
