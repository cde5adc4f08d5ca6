import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Attribute, RawAttribute } from './attributes.ts';
import { verifyReplyMessageAuthenticator, verifyResponseAuthenticator } from './authenticators.ts';
import { type Code, code } from './codes.ts';
import { decodePacket, type Packet } from './packet.ts';
import { encodeRequest } from './request.ts';
import type { SharedSecret } from './secret.ts';

/** Whom a request goes to: a server, or a NAS listening for CoA. The address is numeric. */
export interface RadiusTarget {
  readonly address: string;
  readonly port: number;
  readonly secret: SharedSecret;
}

export interface ClientRequest {
  readonly code: Code;
  readonly attributes: readonly (Attribute | RawAttribute)[];
  /** Whether a Message-Authenticator is put first. Default: on Access-Request and Status-Server only. */
  readonly messageAuthenticator?: boolean;
}

export interface RetransmitPolicy {
  /** Wait for the first answer. Default 2000. Each further wait is twice as long. */
  readonly timeoutMs: number;
  /** Times the identical packet is sent in all. Default 3. */
  readonly tries: number;
}

/** Why there is no answer. Answers that do not verify are not answers; their number is in `invalidReplies`. */
export type ClientFailure = 'timeout' | 'too-many-outstanding' | 'closed' | 'send-failed';

export type ClientResult =
  | { readonly ok: true; readonly reply: Packet; readonly roundTripMs: number; readonly tries: number }
  | { readonly ok: false; readonly reason: ClientFailure; readonly tries: number; readonly invalidReplies: number };

export interface RadiusClientOptions {
  /** Source address, so that a server knows the sender as a certain NAS. Default: the system's choice, IPv4. */
  readonly localAddress?: string;
  readonly retransmit?: Partial<RetransmitPolicy>;
  /** Sockets opened at most, with 256 outstanding requests each. Default 16. */
  readonly maxSockets?: number;
  /** Whether answers to Access-Request and Status-Server need a Message-Authenticator (CVE-2024-3596). Default true. */
  readonly requireMessageAuthenticator?: boolean;
}

/** Codes that answer each request. */
const answers = new Map<Code, readonly number[]>([
  [code['Access-Request'], [code['Access-Accept'], code['Access-Reject'], code['Access-Challenge']]],
  [code['Accounting-Request'], [code['Accounting-Response']]],
  [code['Status-Server'], [code['Access-Accept'], code['Accounting-Response']]],
  [code['CoA-Request'], [code['CoA-ACK'], code['CoA-NAK']]],
  [code['Disconnect-Request'], [code['Disconnect-ACK'], code['Disconnect-NAK']]],
]);

interface Outstanding {
  readonly target: RadiusTarget;
  readonly packet: Packet;
  readonly sentAt: number;
  readonly settle: (result: ClientResult) => void;
  tries: number;
  waitMs: number;
  invalidReplies: number;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Sends requests and waits for verified answers, retransmitting the identical packet (same identifier and authenticator,
 * RFC 2865 2.5). One client stands for one source address; its sockets give it 256 identifiers each.
 */
export class RadiusClient {
  readonly #options: RadiusClientOptions;
  readonly #policy: RetransmitPolicy;
  readonly #sockets: ClientSocket[] = [];
  #closed = false;

  constructor(options: RadiusClientOptions = {}) {
    this.#options = options;
    this.#policy = { timeoutMs: 2000, tries: 3, ...options.retransmit };
  }

  /** Requests without an answer yet. */
  get outstanding(): number {
    return this.#sockets.reduce((sum, socket) => sum + socket.outstanding, 0);
  }

  /**
   * Sends a request and resolves with its verified answer or why there is none; rejects only for what cannot be encoded
   * (AttributeError, RangeError) or a local address that cannot be bound.
   */
  async send(target: RadiusTarget, request: ClientRequest, policy?: Partial<RetransmitPolicy>): Promise<ClientResult> {
    if (this.#closed) return { ok: false, reason: 'closed', tries: 0, invalidReplies: 0 };
    const socket = this.#freeSocket();
    if (socket === undefined) return { ok: false, reason: 'too-many-outstanding', tries: 0, invalidReplies: 0 };
    return socket.send(target, request, { ...this.#policy, ...policy });
  }

  /** Asks a server whether it is alive (RFC 5997): true when it answered. */
  async isAlive(target: RadiusTarget, policy?: Partial<RetransmitPolicy>): Promise<boolean> {
    const result = await this.send(target, { code: code['Status-Server'], attributes: [] }, policy);
    return result.ok;
  }

  /** Closes the sockets; outstanding requests settle as `closed`. */
  close(): void {
    this.#closed = true;
    for (const socket of this.#sockets.splice(0)) socket.close();
  }

  #freeSocket(): ClientSocket | undefined {
    const free = this.#sockets.find((socket) => socket.outstanding < 256);
    if (free !== undefined || this.#sockets.length >= (this.#options.maxSockets ?? 16)) return free;
    const socket = new ClientSocket(this.#options, () => this.#sockets.splice(this.#sockets.indexOf(socket), 1));
    this.#sockets.push(socket);
    return socket;
  }
}

class ClientSocket {
  readonly #requireMessageAuthenticator: boolean;
  readonly #socket: Socket;
  readonly #bound: Promise<void>;
  readonly #byIdentifier = new Array<Outstanding | undefined>(256).fill(undefined);
  #nextIdentifier = 0;
  outstanding = 0;

  /** `onBindFailed` is told once when the local address cannot be had; then every request here rejects. */
  constructor(options: RadiusClientOptions, onBindFailed: () => void) {
    this.#requireMessageAuthenticator = options.requireMessageAuthenticator ?? true;
    const family = options.localAddress !== undefined && isIPv6(options.localAddress) ? 6 : 4;
    this.#socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      lookup: (address, _options, callback) => callback(null, address, family),
    });
    this.#socket.on('message', (datagram, remote) => this.#receive(datagram, remote));
    this.#bound = new Promise<void>((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.bind({ port: 0, address: options.localAddress }, () => {
        this.#socket.off('error', reject);
        this.#socket.on('error', () => this.#settleAll('send-failed'));
        resolve();
      });
    });
    this.#bound.catch(() => {
      this.#socket.close();
      onBindFailed();
    });
  }

  async send(target: RadiusTarget, request: ClientRequest, policy: RetransmitPolicy): Promise<ClientResult> {
    const identifier = this.#takeIdentifier();
    this.outstanding++;
    try {
      const packet = encodeRequest({ ...request, identifier, secret: target.secret });
      return await new Promise<ClientResult>((settle, reject) => {
        const entry: Outstanding = {
          target,
          packet,
          sentAt: performance.now(),
          settle,
          tries: 0,
          waitMs: policy.timeoutMs,
          invalidReplies: 0,
          timer: undefined,
        };
        this.#byIdentifier[identifier] = entry;
        this.#bound.then(() => this.#transmit(entry, policy.tries), reject);
      });
    } finally {
      clearTimeout(this.#byIdentifier[identifier]?.timer);
      this.#byIdentifier[identifier] = undefined;
      this.outstanding--;
    }
  }

  close(): void {
    this.#settleAll('closed');
    this.#socket.close();
  }

  /** The identifier longest out of use, so that a late answer to an old request meets nobody. */
  #takeIdentifier(): number {
    while (this.#byIdentifier[this.#nextIdentifier] !== undefined)
      this.#nextIdentifier = (this.#nextIdentifier + 1) & 255;
    const identifier = this.#nextIdentifier;
    this.#nextIdentifier = (identifier + 1) & 255;
    return identifier;
  }

  #transmit(entry: Outstanding, tries: number): void {
    if (this.#byIdentifier[entry.packet.identifier] !== entry) return;
    if (entry.tries >= tries) {
      this.#giveUp(entry, 'timeout');
      return;
    }
    entry.tries++;
    const { bytes, length } = entry.packet;
    this.#socket.send(bytes, 0, length, entry.target.port, entry.target.address, (error) => {
      if (error !== null) this.#giveUp(entry, 'send-failed');
    });
    entry.timer = setTimeout(() => this.#transmit(entry, tries), entry.waitMs);
    entry.waitMs *= 2;
  }

  #receive(datagram: Buffer, remote: RemoteInfo): void {
    const reply = decodePacket(datagram);
    if (typeof reply === 'string') return;
    const entry = this.#byIdentifier[reply.identifier];
    if (entry === undefined || remote.port !== entry.target.port || remote.address !== entry.target.address) return;
    if (!this.#isAnswer(reply, entry)) {
      entry.invalidReplies++;
      return;
    }
    entry.settle({ ok: true, reply, roundTripMs: performance.now() - entry.sentAt, tries: entry.tries });
  }

  #isAnswer(reply: Packet, { packet, target }: Outstanding): boolean {
    if (!answers.get(packet.code as Code)?.includes(reply.code)) return false;
    if (!verifyResponseAuthenticator(reply, packet.authenticator, target.secret)) return false;
    if (reply.messageAuthenticatorAt !== 0) {
      return verifyReplyMessageAuthenticator(reply, packet.code, packet.authenticator, target.secret);
    }
    const spoofable = packet.code === code['Access-Request'] || packet.code === code['Status-Server'];
    return !(spoofable && this.#requireMessageAuthenticator);
  }

  #giveUp(entry: Outstanding, reason: ClientFailure): void {
    entry.settle({ ok: false, reason, tries: entry.tries, invalidReplies: entry.invalidReplies });
  }

  #settleAll(reason: ClientFailure): void {
    for (const entry of this.#byIdentifier) if (entry !== undefined) this.#giveUp(entry, reason);
  }
}
