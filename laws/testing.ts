import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { buildWeb, type WebOptions } from '#apps/server/web.ts';
import type { Operation } from '#kernel/contract/contract.ts';
import type { Door } from '#kernel/contract/fields.ts';
import { folderFiles, startFiles } from '#kernel/files.ts';
import { doorsOf } from '#kernel/http/doors.ts';
import { believing, calledBy, type TestCaller, testFeed } from '#kernel/http/testing.ts';
import { openAccounts, setAccounts } from '#kernel/identity/accounts.ts';
import { setMailServer } from '#kernel/mail.ts';
import { atEnd } from '#kernel/testing/clean-up.ts';
import { modules } from '#modules/list.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { exampleOf, referencesOf } from './examples.ts';
import { requestOf } from './operations.ts';
import { type Provider, provider, rowNamed } from './provider.ts';
import { platform } from './provider-platform.ts';
import { type LawAccount, signInRows } from './provider-signin.ts';

export interface Asked {
  key: string;
  door: Door;
  caller: TestCaller | null;
  operation: Operation;
  status: number;
  type: string;
  requestId: string;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server said; laws look at what they expect
  body: any;
}

export interface Api {
  t: TestKernel;
  alpha: Provider;
  beta: Provider;
  vendor: Awaited<ReturnType<typeof platform>>;
  /** Accounts of the people at the doors of alpha, and of the vendor. */
  accounts: Record<'isp' | 'customer' | 'tenant' | 'platform', LawAccount>;
  /** Both web ports, as the server builds them; a caller is believed what it says. */
  ports: Record<'isp' | 'platform', FastifyInstance>;
  portOf(door: Door): FastifyInstance;
  /** Calls an operation over HTTP. Everything asked is kept. */
  ask(
    of: { key: string; operation: Operation; door: Door },
    input: Record<string, unknown>,
    caller: TestCaller | null,
    headers?: Record<string, string>,
  ): Promise<Asked>;
  asked: Asked[];
  /** The least input of an operation, with the fixture's own rows in its references. */
  own(of: { key: string; operation: Operation; door: Door }): Record<string, unknown>;
  /** Someone at a door of alpha who may do everything there; nobody twice, so that no limit is met. */
  anybody(door: Door): TestCaller;
}

/** Waits until what the providers' making set off is done: it would change rows while the laws compare them. */
async function quiet(t: TestKernel): Promise<void> {
  for (const until = performance.now() + 30_000; performance.now() < until; ) {
    await t.settle();
    const { rows } = await t.db.owner.query(
      `select count(*)::int as n from dbos.workflow_status where status in ('PENDING', 'ENQUEUED', 'DELAYED')`,
    );
    if (rows[0].n === 0) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error('The runs of the two providers were not over in time.');
}

interface ApiOptions {
  log?: Logger;
  /** Who a request comes from, and what else the ports need for that; absent: callers are believed what they say. */
  doors?(t: TestKernel): Promise<Pick<WebOptions, 'identify' | 'mountIdentity' | 'feed'>>;
}

/** The whole product with two ISPs at work, in this process. */
export async function startApi(options: ApiOptions = {}): Promise<Api> {
  const folder = mkdtempSync(join(tmpdir(), 'dotmac-laws-'));
  startFiles(folderFiles(folder));
  setMailServer(null);
  const t = await testKernel(modules, undefined, options.log);
  setAccounts(
    openAccounts(t.db.pools.auth, {
      demo: false,
      places: async () => [t.alpha.id],
      tenantById: t.tenants.byId,
    }),
  );
  await t.startEngine();
  const [alpha, beta] = [await provider(t, t.alpha, 1), await provider(t, t.beta, 2)];
  const vendor = await platform(t);
  const accounts = await signInRows(t, { alpha, beta, vendor });
  await quiet(t);
  const doors = (await options.doors?.(t)) ?? {
    feed: testFeed(),
    identify: believing(t),
    mountIdentity: () => {},
  };
  const build = (which: 'isp' | 'platform') =>
    buildWeb({
      which,
      kernel: t.kernel,
      ...doors,
      system: t.db.pools.system,
      dist: '/nonexistent',
      log: t.kernel.log,
      version: '0.0.0',
    });
  const ports = { isp: await build('isp'), platform: await build('platform') };
  atEnd(async () => {
    await Promise.all(Object.values(ports).map((port) => port.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  const asked: Asked[] = [];
  let people = 0;
  const portOf = (door: Door) => ports[(doorsOf.isp as readonly Door[]).includes(door) ? 'isp' : 'platform'];
  return {
    t,
    alpha,
    beta,
    vendor,
    accounts,
    ports,
    portOf,
    asked,
    own({ key, operation, door }) {
      const input = exampleOf(key, operation);
      for (const { name, many } of referencesOf(operation)) {
        if (!(name in input)) continue;
        const id = rowNamed(door === 'platform' ? vendor.ids : alpha.ids, operation, name);
        input[name] = many ? [id] : id;
      }
      return 'token' in input ? { ...input, token: door === 'tenant' ? alpha.accountToken : alpha.token } : input;
    },
    anybody(door) {
      people += 1;
      const id = `00000000-0000-7000-9000-${String(people).padStart(12, '0')}`;
      return { id, ...(door === 'customer' ? { customerId: alpha.ids['customer']! } : {}) };
    },
    async ask({ key, operation, door }, input, caller, headers = {}) {
      const { method, url, body } = requestOf(operation, door, input);
      const response = await portOf(door).inject({
        method,
        url,
        headers: { ...(caller ? calledBy(caller) : {}), ...headers },
        ...(body === undefined ? {} : { payload: body }),
      });
      const type = String(response.headers['content-type'] ?? '');
      const answer: Asked = {
        key,
        door,
        caller,
        operation,
        status: response.statusCode,
        type,
        requestId: String(response.headers['x-request-id']),
        text: response.body,
        body: type.includes('json') && response.body ? response.json() : null,
      };
      asked.push(answer);
      return answer;
    },
  };
}
