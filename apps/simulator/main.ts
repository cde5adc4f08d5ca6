import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '#kernel/config.ts';
import type { Caller, Tenant } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { type Feed, startFeed } from '#kernel/events/feed.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { systemActor } from '#kernel/kernel.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { type DemoIsp, demoIsps, demoSecret } from '../demo/isps.ts';
import { assemble } from '../server/assemble.ts';
import { whenStopped } from '../server/process.ts';
import { Bng, type Cpe } from './bng.ts';
import { pastSessions } from './history.ts';

const config = loadConfig();
const { pools, kernel, tenants, log } = assemble('simulator', config, { max: 4 });
const folder = join(config.dataDir, 'simulator');
mkdirSync(folder, { recursive: true, mode: 0o700 });

const dayMs = 86_400_000;
/** How far back the sessions of the demo go. */
const historyDays = 9;
/** Lines whose past is told at a time. */
const pastTellers = 6;
type Account = Returned<(typeof radius)['operations']['listAccounts']['out']>['items'][number];

/** Plays one ISP's network: its BNGs, and a router at every subscriber. */
class Network {
  readonly #isp: DemoIsp;
  readonly #tenant: Tenant;
  readonly #bngs: Bng[] = [];
  readonly #cpes = new Map<string, Cpe>();
  /** A router remembers its password, so the installer asks for it once. */
  readonly #memory: string;
  #remembered: Record<string, string> = {};
  readonly #past: { cpe: Cpe; since: string }[] = [];
  #dirty = false;

  constructor(isp: DemoIsp, tenant: Tenant) {
    this.#isp = isp;
    this.#tenant = tenant;
    this.#memory = join(folder, `${isp.slug}.json`);
    if (existsSync(this.#memory)) this.#remembered = JSON.parse(readFileSync(this.#memory, 'utf8'));
  }

  #caller(): Caller {
    return { door: 'isp', tenant: this.#tenant, actor: systemActor('Demo installer'), requestId: uuidv7(Date.now()) };
  }

  async start(): Promise<void> {
    const server = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
    for (const nas of this.#isp.nases) {
      const bng = new Bng({
        name: nas.name,
        address: nas.address,
        coaPort: config.demoCoaPort,
        secret: demoSecret(nas),
        timeZone: this.#isp.timeZone,
        auth: { address: server, port: config.radiusAuthPort },
        acct: { address: server, port: config.radiusAcctPort },
        log: log.child({ bng: nas.name }),
      });
      await bng.start();
      this.#bngs.push(bng);
    }
    for (let teller = 0; teller < pastTellers; teller++)
      this.#tellPast().catch((error) => log.warn({ err: error }, 'past sessions could not be reported'));
    for (let cursor: string | undefined; ; ) {
      const page = await kernel.run(this.#caller(), radius, 'listAccounts', {
        limit: 200,
        ...(cursor ? { cursor } : {}),
      });
      for (const account of page.items) await this.#install(account, Math.random() * 30_000);
      if (!page.next) break;
      cursor = page.next;
    }
    this.#save();
  }

  follow(feed: Feed): void {
    let turn: Promise<void> = Promise.resolve();
    const inTurn = (work: () => Promise<void>) => {
      turn = turn.then(work).catch((error) => log.warn({ err: error }, 'simulator could not follow an event'));
    };
    feed.listen((event) => {
      if (event.tenantId !== this.#tenant.id) return;
      const accountId = String(event.payload['accountId'] ?? '');
      if (event.name === 'radius.account-removed') inTurn(async () => this.#remove(accountId));
      if (event.name === 'radius.account-changed')
        inTurn(async () => {
          const known = this.#cpes.get(accountId);
          if (known) return this.#bngOf(accountId).dial(known, 2000 + Math.random() * 3000);
          const customerId = event.payload['customerId'];
          const { items } = await kernel.run(this.#caller(), radius, 'listAccounts', {
            limit: 50,
            ...(typeof customerId === 'string' ? { customerId } : {}),
          });
          for (const account of items)
            if (account.id === accountId) await this.#install(account, 1500 + Math.random() * 2500);
        });
    });
  }

  /** Now and then a router restarts, and somebody mistypes a password. */
  disturb(): void {
    for (const bng of this.#bngs) {
      if (bng.online > 5 && Math.random() < Math.min(0.5, bng.online / 4000)) {
        const id = bng.randomOnline();
        if (id) void bng.reboot(id);
      }
    }
    if (this.#cpes.size > 20 && Math.random() < 0.15) {
      const ids = [...this.#cpes.keys()];
      const cpe = this.#cpes.get(ids[Math.floor(Math.random() * ids.length)]!)!;
      void this.#bngOf(cpe.accountId).tryBadPassword(cpe);
    }
    this.#save();
  }

  async stop(): Promise<void> {
    this.#save();
    await Promise.all(this.#bngs.map((bng) => bng.stop()));
  }

  #bngOf(accountId: string): Bng {
    return this.#bngs[Number.parseInt(accountId.slice(-6), 16) % this.#bngs.length]!;
  }

  async #install(
    account: Pick<Account, 'id' | 'username' | 'state' | 'downloadKbps' | 'uploadKbps' | 'createdAt'>,
    delayMs: number,
  ): Promise<void> {
    if (this.#cpes.has(account.id) || account.state === 'disabled') return;
    let password = this.#remembered[account.id];
    const isNew = !password;
    if (!password) {
      const revealed = await kernel.run(this.#caller(), radius, 'revealPassword', { id: account.id });
      password = revealed.password ?? '';
      this.#remembered[account.id] = password;
      this.#dirty = true;
    }
    const tail = account.id.slice(-10);
    const roll = Number.parseInt(account.id.slice(-2), 16);
    const cpe: Cpe = {
      accountId: account.id,
      username: account.username,
      password,
      downloadKbps: account.downloadKbps,
      uploadKbps: account.uploadKbps,
      appetite: (Number.parseInt(account.id.slice(-4, -1), 16) / 4096) ** 3,
      mac: `02:${tail.match(/../g)!.join(':')}`.toUpperCase(),
      method: roll < 180 ? 'pap' : roll < 240 ? 'chap' : 'mschapv2',
    };
    this.#cpes.set(account.id, cpe);
    if (isNew && Date.parse(account.createdAt) < Date.now() - dayMs) this.#past.push({ cpe, since: account.createdAt });
    else this.#bngOf(account.id).dial(cpe, delayMs);
  }

  /** Subscribers of long ago were online before the demo began: their sessions of the last days are reported first. */
  async #tellPast(): Promise<void> {
    for (;;) {
      const next = this.#past.shift();
      if (stopped) return;
      if (next === undefined) {
        await new Promise((wait) => setTimeout(wait, 250));
        continue;
      }
      const { cpe, since } = next;
      const sinceMs = Math.max(Date.parse(since), Date.now() - historyDays * dayMs);
      const line = { ...cpe, timeZone: this.#isp.timeZone };
      const bng = this.#bngOf(cpe.accountId);
      for (const session of pastSessions(line, sinceMs, Date.now() - 60_000, Math.random)) {
        if (stopped) return;
        await bng.report(cpe, session);
      }
      if (this.#cpes.has(cpe.accountId)) bng.dial(cpe, Math.random() * 5000);
    }
  }

  async #remove(accountId: string): Promise<void> {
    this.#cpes.delete(accountId);
    delete this.#remembered[accountId];
    this.#dirty = true;
    await this.#bngOf(accountId).forget(accountId);
  }

  #save(): void {
    if (!this.#dirty) return;
    this.#dirty = false;
    // Killed half-way, the old file is still whole.
    const next = `${this.#memory}.next`;
    writeFileSync(next, JSON.stringify(this.#remembered), { mode: 0o600 });
    renameSync(next, this.#memory);
  }
}

const feed = await startFeed(pools.system, log);
const networks: Network[] = [];
let stopped = false;

/** The seed makes the ISPs one after the other; each network comes up when its NASes are known. */
async function bringUp(isp: DemoIsp): Promise<void> {
  for (let known = false; !known && !stopped; ) {
    tenants.forget();
    const tenant = await tenants.bySlug(isp.slug).catch(() => null);
    const caller: Caller | null = tenant && {
      door: 'isp',
      tenant,
      actor: systemActor('Demo installer'),
      requestId: uuidv7(Date.now()),
    };
    const nases = caller ? await kernel.run(caller, radius, 'listNas', { limit: 200 }).catch(() => null) : null;
    known = nases !== null && isp.nases.every((nas) => nases.items.some((n) => n.name === nas.name));
    if (!known) await new Promise((next) => setTimeout(next, 500));
    else if (tenant) {
      const network = new Network(isp, tenant);
      networks.push(network);
      network.follow(feed);
      await network.start();
    }
  }
}
for (const isp of demoIsps)
  bringUp(isp).catch((error) => log.error({ err: error, isp: isp.slug }, 'the network could not be brought up'));
const disturbances = setInterval(() => {
  for (const network of networks) network.disturb();
}, 2000);

whenStopped(log, async () => {
  stopped = true;
  clearInterval(disturbances);
  await Promise.all(networks.map((network) => network.stop()));
  await feed.stop();
  await pools.end();
});
