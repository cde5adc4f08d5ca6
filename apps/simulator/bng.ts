import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Attribute } from '#protocols/radius/attributes.ts';
import { decodeAttributes } from '#protocols/radius/attributes.ts';
import { RadiusClient, type RadiusTarget } from '#protocols/radius/client.ts';
import { code, errorCause } from '#protocols/radius/codes.ts';
import { chapCredentials, msChapV2Credentials, papCredentials } from '#protocols/radius/credentials.ts';
import { dynamicAuthReply, readSessionSelectors } from '#protocols/radius/dynamic-auth.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { type RadiusServer, startRadiusServer } from '#protocols/radius/server.ts';
import type { PastSession } from './history.ts';
import { octetsMoved } from './traffic.ts';

/** A subscriber's router, as the simulator plays it. */
export interface Cpe {
  accountId: string;
  username: string;
  password: string;
  downloadKbps: number;
  uploadKbps: number;
  /** 0 to 1: how much of their line they use. */
  appetite: number;
  mac: string;
  method: 'pap' | 'chap' | 'mschapv2';
}

interface Live {
  cpe: Cpe;
  sessionId: string;
  framedIp: string | undefined;
  classOctets: Uint8Array | undefined;
  startedMs: number;
  reportedMs: number;
  /** From the subscriber, towards the subscriber; cumulative, beyond 32 bits. */
  uploadOctets: number;
  downloadOctets: number;
  interimMs: number;
  timer?: NodeJS.Timeout;
}

export interface BngOptions {
  name: string;
  /** Its own address; packets come from it and CoA arrives at it. */
  address: string;
  coaPort: number;
  secret: string;
  timeZone: string;
  auth: { address: string; port: number };
  acct: { address: string; port: number };
  log: Logger;
}

const wrap = 2 ** 32;
const octetAttributes = (live: Pick<Live, 'uploadOctets' | 'downloadOctets'>): Attribute[] => [
  { name: 'Acct-Input-Octets', value: live.uploadOctets % wrap },
  { name: 'Acct-Input-Gigawords', value: Math.floor(live.uploadOctets / wrap) },
  { name: 'Acct-Output-Octets', value: live.downloadOctets % wrap },
  { name: 'Acct-Output-Gigawords', value: Math.floor(live.downloadOctets / wrap) },
];

/** A broadband network gateway over real UDP: logs subscribers in, accounts for them, obeys CoA and Disconnect. */
export class Bng {
  readonly #options: BngOptions;
  readonly #client: RadiusClient;
  readonly #auth: RadiusTarget;
  readonly #acct: RadiusTarget;
  readonly #live = new Map<string, Live>();
  readonly #dialling = new Map<string, NodeJS.Timeout>();
  #listener: RadiusServer | undefined;
  #stopped = false;

  constructor(options: BngOptions) {
    this.#options = options;
    const secret = new SharedSecret(options.secret);
    this.#client = new RadiusClient({ localAddress: options.address, retransmit: { timeoutMs: 3000, tries: 4 } });
    this.#auth = { ...options.auth, secret };
    this.#acct = { ...options.acct, secret };
  }

  get online(): number {
    return this.#live.size;
  }

  /** Opens the CoA port and tells the server that this BNG has just booted, so that sessions of before are closed. */
  async start(): Promise<void> {
    const { address, coaPort, secret, log } = this.#options;
    const shared = new SharedSecret(secret);
    this.#listener = await startRadiusServer({
      role: 'coa',
      host: address,
      port: coaPort,
      secrets: { find: () => ({ nas: null, secret: shared }) },
      onError: (error) => log.warn({ err: error }, 'CoA listener'),
      handler: ({ packet }) => {
        const { acctSessionId, userName } = readSessionSelectors(packet);
        const live = [...this.#live.values()].find((l) =>
          acctSessionId ? l.sessionId === acctSessionId : l.cpe.username === userName,
        );
        if (!live) return dynamicAuthReply(packet, errorCause.sessionContextNotFound);
        if (packet.code === code['Disconnect-Request']) {
          // After the ACK has left, as routers do.
          setTimeout(
            () => void this.#hangUp(live, 'Admin-Reset').then(() => this.dial(live.cpe, 4000 + Math.random() * 8000)),
            20,
          );
        } else this.#changeSpeed(live, decodeAttributes(packet));
        return dynamicAuthReply(packet);
      },
    });
    await this.#client.send(this.#acct, {
      code: code['Accounting-Request'],
      attributes: [
        { name: 'Acct-Status-Type', value: 'Accounting-On' },
        { name: 'Acct-Session-Id', value: '00000000' },
        ...this.#identity(),
      ],
    });
  }

  /** Lets a subscriber's router dial in after `delayMs`; a refused one tries again, ever more slowly. */
  dial(cpe: Cpe, delayMs: number, attempt = 0): void {
    if (this.#stopped || this.#live.has(cpe.accountId)) return;
    clearTimeout(this.#dialling.get(cpe.accountId));
    this.#dialling.set(
      cpe.accountId,
      setTimeout(() => {
        this.#dialling.delete(cpe.accountId);
        this.#login(cpe).then(
          (accepted) => {
            if (!accepted)
              this.dial(
                cpe,
                Math.min(300_000, 15_000 * 2 ** Math.min(attempt, 5)) * (0.75 + Math.random() / 2),
                attempt + 1,
              );
          },
          (error) => this.#options.log.warn({ err: error, username: cpe.username }, 'login could not be sent'),
        );
      }, delayMs),
    );
  }

  /**
   * Reports a session of the past, as a NAS does that was cut off from its server: each record says how late it comes
   * (RFC 2866 5.2), and is counted at its own time.
   */
  async report(cpe: Cpe, { startedMs, reports, cause }: PastSession): Promise<void> {
    const sessionId = randomBytes(6).toString('hex');
    const send = (status: 'Start' | 'Interim-Update' | 'Stop', atMs: number, more: Attribute[]) =>
      this.#client.send(this.#acct, {
        code: code['Accounting-Request'],
        attributes: [
          { name: 'Acct-Status-Type', value: status },
          { name: 'Acct-Session-Id', value: sessionId },
          { name: 'Acct-Delay-Time', value: Math.max(0, Math.round((Date.now() - atMs) / 1000)) },
          ...this.#subscriber(cpe),
          ...more,
        ],
      });
    await send('Start', startedMs, []);
    for (const [at, report] of reports.entries()) {
      const last = at === reports.length - 1;
      await send(last ? 'Stop' : 'Interim-Update', report.atMs, [
        { name: 'Acct-Session-Time', value: Math.round((report.atMs - startedMs) / 1000) },
        ...octetAttributes(report),
        ...(last ? [{ name: 'Acct-Terminate-Cause', value: cause } as const] : []),
      ]);
    }
  }

  /** The line is unplugged: the session stops and does not come back. */
  async forget(accountId: string): Promise<void> {
    clearTimeout(this.#dialling.get(accountId));
    this.#dialling.delete(accountId);
    const live = this.#live.get(accountId);
    if (live) await this.#hangUp(live, 'User-Request');
  }

  /** One subscriber's router restarts, as routers do now and then. */
  async reboot(accountId: string): Promise<void> {
    const live = this.#live.get(accountId);
    if (!live) return;
    await this.#hangUp(live, 'Lost-Carrier');
    this.dial(live.cpe, 5000 + Math.random() * 20_000);
  }

  randomOnline(): string | undefined {
    const ids = [...this.#live.keys()];
    return ids[Math.floor(Math.random() * ids.length)];
  }

  /** Somebody tries a password that is not theirs. */
  async tryBadPassword(cpe: Cpe): Promise<void> {
    await this.#client.send(this.#auth, {
      code: code['Access-Request'],
      attributes: [...papCredentials(`not-${cpe.mac}`), ...this.#subscriber(cpe)],
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#dialling.values()) clearTimeout(timer);
    for (const live of this.#live.values()) clearTimeout(live.timer);
    this.#client.close();
    await this.#listener?.close(200);
  }

  #identity(): Attribute[] {
    return [
      { name: 'NAS-IP-Address', value: this.#options.address },
      { name: 'NAS-Identifier', value: this.#options.name },
    ];
  }

  #subscriber(cpe: Cpe): Attribute[] {
    return [
      { name: 'User-Name', value: cpe.username },
      { name: 'Service-Type', value: 'Framed-User' },
      { name: 'Framed-Protocol', value: 'PPP' },
      { name: 'NAS-Port-Type', value: 'Ethernet' },
      { name: 'NAS-Port-Id', value: `ae0.${100 + (cpe.mac.charCodeAt(16) % 32)}` },
      { name: 'Calling-Station-Id', value: cpe.mac },
      ...this.#identity(),
    ];
  }

  async #login(cpe: Cpe): Promise<boolean> {
    const credentials =
      cpe.method === 'chap'
        ? chapCredentials(cpe.password)
        : cpe.method === 'mschapv2'
          ? msChapV2Credentials(cpe.username, cpe.password)
          : papCredentials(cpe.password);
    const result = await this.#client.send(this.#auth, {
      code: code['Access-Request'],
      attributes: [...credentials, ...this.#subscriber(cpe)],
    });
    if (!result.ok || result.reply.code !== code['Access-Accept'] || this.#stopped) return false;
    const attributes = decodeAttributes(result.reply);
    const find = (name: Attribute['name']) => attributes.find((a) => a.name === name);
    const interim = find('Acct-Interim-Interval')?.value;
    const now = Date.now();
    const framedIp = find('Framed-IP-Address')?.value;
    const live: Live = {
      cpe,
      sessionId: randomBytes(6).toString('hex'),
      framedIp: typeof framedIp === 'string' ? framedIp : undefined,
      classOctets: find('Class')?.octets,
      startedMs: now,
      reportedMs: now,
      uploadOctets: 0,
      downloadOctets: 0,
      interimMs: (typeof interim === 'number' ? interim : 300) * 1000,
    };
    this.#live.set(cpe.accountId, live);
    await this.#account(live, 'Start');
    this.#schedule(live);
    return true;
  }

  #schedule(live: Live): void {
    live.timer = setTimeout(
      () => {
        if (this.#live.get(live.cpe.accountId) !== live || this.#stopped) return;
        this.#consume(live);
        this.#account(live, 'Interim-Update').catch((error) => this.#options.log.debug({ err: error }, 'interim'));
        this.#schedule(live);
      },
      live.interimMs * (0.95 + Math.random() / 10),
    );
  }

  #consume(live: Live): void {
    const now = Date.now();
    const seconds = Math.max(0, now - live.reportedMs) / 1000;
    live.reportedMs = now;
    const { downloadKbps, uploadKbps, appetite } = live.cpe;
    const common = { seconds, atMs: now, timeZone: this.#options.timeZone, appetite };
    live.downloadOctets += octetsMoved({ ...common, kbps: downloadKbps, jitter: Math.random() });
    live.uploadOctets += octetsMoved({ ...common, kbps: uploadKbps, jitter: Math.random() * 0.5 });
  }

  #changeSpeed(live: Live, attributes: ReturnType<typeof decodeAttributes>): void {
    const limit = attributes.find((a) => a.name === 'Mikrotik-Rate-Limit')?.value;
    const match = typeof limit === 'string' ? /^(\d+)k\/(\d+)k/.exec(limit) : null;
    if (!match) return;
    live.cpe.uploadKbps = Number(match[1]);
    live.cpe.downloadKbps = Number(match[2]);
  }

  async #hangUp(live: Live, cause: string): Promise<void> {
    if (this.#live.get(live.cpe.accountId) !== live) return;
    this.#live.delete(live.cpe.accountId);
    clearTimeout(live.timer);
    this.#consume(live);
    await this.#account(live, 'Stop', [{ name: 'Acct-Terminate-Cause', value: cause }]);
  }

  async #account(live: Live, status: 'Start' | 'Interim-Update' | 'Stop', more: Attribute[] = []): Promise<void> {
    const seconds = Math.round((Date.now() - live.startedMs) / 1000);
    await this.#client.send(this.#acct, {
      code: code['Accounting-Request'],
      attributes: [
        { name: 'Acct-Status-Type', value: status },
        { name: 'Acct-Session-Id', value: live.sessionId },
        { name: 'Event-Timestamp', value: Math.floor(Date.now() / 1000) },
        ...this.#subscriber(live.cpe),
        ...(live.framedIp ? [{ name: 'Framed-IP-Address', value: live.framedIp } as const] : []),
        ...(live.classOctets ? [{ name: 'Class', value: live.classOctets } as const] : []),
        ...(status === 'Start'
          ? []
          : [{ name: 'Acct-Session-Time', value: seconds } as const, ...octetAttributes(live)]),
        ...more,
      ],
    });
  }
}
