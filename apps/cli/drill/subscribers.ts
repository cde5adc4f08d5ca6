import { randomBytes } from 'node:crypto';
import type { Attribute } from '#protocols/radius/attributes.ts';
import { RadiusClient, type RadiusTarget } from '#protocols/radius/client.ts';
import { code } from '#protocols/radius/codes.ts';
import { papCredentials } from '#protocols/radius/credentials.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import type { DrillLogin, DrillNetwork } from './network.ts';

/** As a BNG asks: after three seconds again, then after six and twelve, then it gives up. */
const retransmit = { timeoutMs: 3000, tries: 4 };
const outstandingPerSocket = 256;

/** What became of all that the drill asked. */
export interface Tally {
  accepted: number;
  /** Rejects; every login of the drill is right, so each is false. */
  refused: number;
  loginsLost: number;
  acknowledged: number;
  recordsLost: number;
  askedAgain: number;
  loginMs: number[];
}

export interface RadiusPorts {
  host: string;
  authPort: number;
  acctPort: number;
}

/** The drill's BNG with its subscribers, over the real UDP ports. */
export class Subscribers {
  readonly tally: Tally = {
    accepted: 0,
    refused: 0,
    loginsLost: 0,
    acknowledged: 0,
    recordsLost: 0,
    askedAgain: 0,
    loginMs: [],
  };
  /** Logins that were answered, asked in earnest or not. */
  answered = 0;
  readonly #client: RadiusClient;
  readonly #auth: RadiusTarget;
  readonly #acct: RadiusTarget;
  readonly #address: string;

  constructor(network: DrillNetwork, { host, authPort, acctPort }: RadiusPorts) {
    const secret = new SharedSecret(network.secret);
    this.#address = network.address;
    this.#auth = { address: host, port: authPort, secret };
    this.#acct = { address: host, port: acctPort, secret };
    this.#client = new RadiusClient({
      localAddress: network.address,
      maxSockets: Math.ceil((network.logins.length * 2) / outstandingPerSocket) + 4,
      retransmit,
    });
  }

  /** True once the RADIUS process knows this login. */
  async isKnown({ username, password }: DrillLogin): Promise<boolean> {
    const result = await this.#client.send(
      this.#auth,
      { code: code['Access-Request'], attributes: [...this.#who(username), ...papCredentials(password)] },
      { timeoutMs: 1500, tries: 1 },
    );
    if (result.ok) this.answered++;
    return result.ok && result.reply.code === code['Access-Accept'];
  }

  /** True when let in. */
  async login({ username, password }: DrillLogin): Promise<boolean> {
    const { tally } = this;
    const begin = performance.now();
    const result = await this.#client.send(this.#auth, {
      code: code['Access-Request'],
      attributes: [...this.#who(username), ...papCredentials(password)],
    });
    tally.askedAgain += result.tries - 1;
    if (result.ok) this.answered++;
    if (!result.ok) tally.loginsLost++;
    else if (result.reply.code === code['Access-Accept']) {
      tally.accepted++;
      tally.loginMs.push(performance.now() - begin);
      return true;
    } else tally.refused++;
    return false;
  }

  /** True when acknowledged: from then on the record must be in the database once. */
  async report(
    session: DrillSession,
    status: 'Start' | 'Interim-Update' | 'Stop',
    seconds = 0,
    bytes = 0,
  ): Promise<boolean> {
    const { tally } = this;
    const result = await this.#client.send(this.#acct, {
      code: code['Accounting-Request'],
      attributes: [
        { name: 'Acct-Status-Type', value: status },
        { name: 'Acct-Session-Id', value: session.id },
        ...this.#who(session.login.username),
        ...(status === 'Start'
          ? []
          : ([
              { name: 'Acct-Session-Time', value: seconds },
              { name: 'Acct-Output-Octets', value: bytes % 2 ** 32 },
              { name: 'Acct-Output-Gigawords', value: Math.floor(bytes / 2 ** 32) },
              { name: 'Acct-Input-Octets', value: 0 },
            ] as const)),
        ...(status === 'Stop' ? ([{ name: 'Acct-Terminate-Cause', value: 'User-Request' }] as const) : []),
      ],
    });
    tally.askedAgain += result.tries - 1;
    if (result.ok) tally.acknowledged++;
    else tally.recordsLost++;
    return result.ok;
  }

  close(): void {
    this.#client.close();
  }

  #who(username: string): Attribute[] {
    return [
      { name: 'User-Name', value: username },
      { name: 'NAS-IP-Address', value: this.#address },
      { name: 'NAS-Identifier', value: 'drill' },
      { name: 'NAS-Port-Type', value: 'Ethernet' },
    ];
  }
}

export interface DrillSession {
  id: string;
  login: DrillLogin;
}
export const sessionOf = (login: DrillLogin): DrillSession => ({ id: randomBytes(8).toString('hex'), login });
