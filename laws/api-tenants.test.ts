import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Door } from '#kernel/contract/fields.ts';
import { registeredTables } from '#kernel/db/registry.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { referencesOf } from './examples.ts';
import { inTurn, type Offered, offered } from './operations.ts';
import { type Provider, rowNamed } from './provider.ts';
import { accountWord } from './provider-account.ts';
import { type Api, type Asked, startApi } from './testing.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let api: Api;
/** Ids of the newest rows of every table, and what else names a row; with them anything can be asked for. */
let rowsOf: Record<'alpha' | 'beta', string[]>;
beforeAll(async () => {
  api = await startApi();
  rowsOf = { alpha: await everyId(api.alpha), beta: await everyId(api.beta) };
});

async function everyId(provider: Provider): Promise<string[]> {
  const ids = new Set(Object.values(provider.ids));
  for (const meta of registeredTables.values()) {
    if (meta.kind !== 'tenant' || !('id' in meta.table)) continue;
    const { rows } = await api.t.db.owner.query(
      `select id::text from public.${meta.name} where tenant_id = $1 order by id desc limit 1`,
      [provider.tenant.id],
    );
    for (const { id } of rows) ids.add(id);
  }
  return [...ids];
}

/** Everything that a provider's tables hold, for telling whether anything changed. */
async function contentOf(provider: Provider): Promise<Record<string, string>> {
  const content: Record<string, string> = {};
  for (const meta of registeredTables.values()) {
    if (meta.kind !== 'tenant') continue;
    const { rows } = await api.t.db.owner.query(
      `select coalesce(md5(string_agg(t::text, '' order by t::text)), '') as md5 from public.${meta.name} t where tenant_id = $1`,
      [provider.tenant.id],
    );
    content[meta.name] = rows[0].md5;
  }
  return content;
}

const references = ({ operation }: Offered) => referencesOf(operation);
/** What an answer says, apart from what differs in every one. */
const said = ({ status, text, requestId }: Asked, id: string) =>
  `${status} ${text.replaceAll(requestId, '').replaceAll(encodeURIComponent(id), '').replaceAll(id, '')}`;
/** References that a command takes without looking whether the row is there, and why. May only shrink. */
const takenUnseen: Record<string, string> = {};
const emptyList = ({ operation: { out } }: Offered) =>
  out.kind === 'many' ? { items: [] } : out.kind === 'page' ? { items: [], next: null } : undefined;
const inAlpha = offered.filter(({ door, operation }) => door !== 'platform' && operation.can !== 'anyone');
/** The row that is meant is tried everywhere; of the others, which are of another kind, each here and there. */
let turns = 0;
function someOf(ids: string[]): string[] {
  turns += 1;
  return ids.filter((_, at) => (at + turns) % 12 === 0);
}
const isOwnId = (name: string) => name === 'id' || name === 'ids';
/** What the platform sells, the same rows for every provider: nobody's, so none of another's. May only shrink. */
const ofPriceList = ['offerId', 'addonId'];

describe('a row of another provider', () => {
  let before: Record<string, string>;
  beforeAll(async () => {
    before = await contentOf(api.beta);
    expect(rowsOf.beta.length).toBeGreaterThan(30);
  });

  // Queries first: what a command was refused is in the audit trail, and what it took unseen in a list.
  for (const kind of ['query', 'command'] as const) {
    const those = inAlpha.filter(({ operation }) => operation.kind === kind);

    it(`is not found by its id, in any ${kind}`, async () => {
      for (const of of those)
        for (const { name, many } of references(of).filter((r) => isOwnId(r.name)))
          for (const id of [rowNamed(api.beta.ids, of.operation, name), ...someOf(rowsOf.beta)]) {
            const input = { ...api.own(of), [name]: many ? [id] : id };
            if (!of.operation.in.safeParse(input).success) continue;
            const answer = await api.ask(of, input, api.anybody(of.door));
            // A list that hangs on a row of another module may be empty instead.
            if (answer.status === 200) expect(answer.body, of.key).toEqual(emptyList(of));
            else expect([of.key, answer.status, answer.body?.code], id).toEqual([of.key, 404, 'not_found']);
          }
    });

    it(`cannot be referred to in any ${kind}, and is told apart from one that never was by nobody`, async () => {
      const accepted: string[] = [];
      for (const of of those)
        for (const { name, many } of references(of).filter((r) => !isOwnId(r.name) && !ofPriceList.includes(r.name))) {
          const send = (value: string) =>
            api.ask(of, { ...api.own(of), [name]: many ? [value] : value }, api.anybody(of.door));
          const theirs = rowNamed(api.beta.ids, of.operation, name);
          const unknown = uuidv7(0);
          const [foreign, nobodys] = [await send(theirs), await send(unknown)];
          if (kind === 'command' && foreign.status < 400) accepted.push(`${of.key} ${name}`);
          else expect(said(foreign, theirs), `${of.key} ${name}`).toBe(said(nobodys, unknown));
          // A person without a session cannot change provider at all.
          if (foreign.status >= 400)
            expect([of.key, name, foreign.status]).toEqual([of.key, name, name === 'tenantId' ? 403 : 404]);
        }
      if (kind === 'command') expect(accepted).toEqual(Object.keys(takenUnseen));
    });
  }

  it('is not changed by anything that was asked', async () => {
    expect(await contentOf(api.beta)).toEqual(before);
  });
});

/** The same one each time: whose command comes twice is told by who sends it. */
const subscriber = uuidv7(1);
/** Who works at a door: the member of the fixture, so that what is theirs is found. */
const callerAt = (door: Door) =>
  door === 'isp'
    ? { id: api.alpha.ids['member']!, ...api.accounts.isp }
    : door === 'customer'
      ? { id: subscriber, customerId: api.alpha.ids['customer']!, ...api.accounts.customer }
      : door === 'tenant'
        ? { id: api.alpha.ids['manager']!, ...api.accounts.tenant }
        : { id: api.vendor.ids['member']!, ...api.accounts.platform };
/** Operations that cannot succeed on what `provider.ts` makes, and why. May only shrink. */
const outOfReach: Record<string, string> = {
  'customer sign-ins.endSession': 'the new password that was given before has ended it',
  'isp staff.demoAccounts': 'there only in the demo',
  'platform staff.demoAccounts': 'there only in the demo',
  'tenant staff.demoAccounts': 'there only in the demo',
  'platform staff.invitation': 'the vendor invites nobody',
  'platform staff.acceptInvitation': 'the vendor invites nobody',
};

describe('one’s own row', () => {
  const done: { of: Offered; input: Record<string, unknown>; answer: Asked }[] = [];
  const keyOf = (of: Offered) => ({ 'idempotency-key': `${of.door} ${of.key}` });

  it('is found by every operation, so that what was not found above was not found for being another’s', async () => {
    for (const of of offered.toSorted(inTurn)) {
      const input = api.own(of);
      done.push({ of, input, answer: await api.ask(of, input, callerAt(of.door), keyOf(of)) });
    }
    const unfound = done.filter(
      ({ of, answer }) => ![200, 201, 403, 409].includes(answer.status) && !(`${of.door} ${of.key}` in outOfReach),
    );
    expect(unfound.map(({ of, answer }) => `${of.door} ${of.key}: ${answer.status} ${answer.text}`)).toEqual([]);
    for (const of of Object.keys(outOfReach))
      expect(done.find((d) => `${d.of.door} ${d.of.key}` === of)?.answer.status, `${of} can be reached now`).toBe(404);
  });

  it('is what every query answers with, and what most commands act on', () => {
    const ofKind = (kind: 'query' | 'command') =>
      done.filter(({ of }) => of.operation.kind === kind && !(`${of.door} ${of.key}` in outOfReach));
    for (const { of, answer } of ofKind('query')) expect(answer.status, of.key).toBe(200);
    const commands = ofKind('command');
    expect(commands.filter(({ answer }) => answer.status < 300).length / commands.length).toBeGreaterThan(0.8);
  });

  it('is acted on once by a command that comes twice with its key, and the second gets the first answer', async () => {
    const of = (requestId: string) =>
      api.t.db.owner.query('select 1 from audit_entry where request_id = $1', [requestId]);
    for (const { of: command, input, answer } of done) {
      if (command.operation.kind === 'query' || answer.status >= 300) continue;
      const again = await api.ask(command, input, callerAt(command.door), keyOf(command));
      const first =
        answer.body && Object.fromEntries(Object.entries(answer.body).filter(([f]) => !shownOnce(command, f)));
      expect([command.key, again.status, again.body]).toEqual([command.key, answer.status, first]);
      // Nothing was done, so nothing is on record.
      expect((await of(again.requestId)).rows, command.key).toEqual([]);
      api.asked.splice(api.asked.indexOf(again), 1);
    }
  });
});
const shownOnce = ({ operation: { out } }: Offered, field: string) =>
  'resource' in out && out.resource.fields[field]?.class === 'once';

describe('whatever was asked above', () => {
  it('was answered, and refused with a problem document that says why', () => {
    expect(api.asked.length).toBeGreaterThan(300);
    for (const { key, status, type, body, requestId } of api.asked) {
      expect(status, key).toBeLessThan(500);
      if (status < 400) continue;
      expect(type, key).toContain('application/problem+json');
      expect(body, key).toMatchObject({ status, requestId, type: `urn:dotmac:problem:${body.code}` });
      expect(body.detail, key).toMatch(/[.)]$/);
    }
  });

  it('is on record if it was a command, with its outcome, and only then', async () => {
    const { rows } = await api.t.db.owner.query<{
      request_id: string;
      operation: string;
      outcome: string;
      actor_id: string;
    }>('select request_id, operation, outcome, actor_id from audit_entry');
    const entries = Map.groupBy(rows, (row) => row.request_id);
    for (const { key, operation, status, body, requestId, caller } of api.asked) {
      const recorded =
        operation.kind === 'command' && caller?.kind !== 'anonymous'
          ? [{ operation: key, outcome: status < 400 ? 'ok' : body.code }]
          : [];
      expect(
        (entries.get(requestId) ?? []).map(({ operation, outcome }) => ({ operation, outcome })),
        `${key} ${status}`,
      ).toEqual(recorded);
      for (const { actor_id } of entries.get(requestId) ?? []) expect(actor_id).toBe(caller?.id);
    }
  });

  it('showed no secret but in the answer that made it, no other provider’s words, and no class that its door may not see', () => {
    const { alpha, beta } = api;
    const hidden: Record<string, string[]> = {
      isp: [],
      customer: [alpha.canaries.internal, alpha.canaries.staff],
      tenant: [alpha.canaries.subscriber, alpha.canaries.internal],
      platform: [alpha.canaries.subscriber, alpha.canaries.internal],
    };
    let seen = 0;
    for (const { key, door, text, operation, status } of api.asked) {
      const never = [...Object.values(beta.canaries).flat(), ...hidden[door]!];
      if (door !== 'platform') never.push(accountWord(beta.tenant));
      const makesSecrets =
        'resource' in operation.out &&
        Object.values(operation.out.resource.fields).some((field) => (field as { class: string }).class === 'once');
      if (!(operation.kind === 'command' && makesSecrets)) never.push(...alpha.canaries.secrets);
      for (const word of never) expect(text.includes(word), `${key} at the ${door} door shows ${word}`).toBe(false);
      if (status === 200 && text.includes(alpha.canaries.subscriber)) seen += 1;
    }
    expect(seen).toBeGreaterThan(10);
  });
});
