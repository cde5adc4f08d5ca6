import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { type Peer, refusalOf, type ServerRole } from './acceptance.ts';
import { Admission, type Waiting } from './admission.ts';
import type { Urgency } from './admission-queue.ts';
import { code } from './codes.ts';
import { type DropReason, newCounters, type ServerCounters } from './counters.ts';
import { DuplicateCache } from './duplicate-cache.ts';
import { HeldReplies } from './held-replies.ts';
import { decodePacket, type Packet } from './packet.ts';
import { bareReply, type Reply, replyLength, writeReply } from './reply.ts';
import type { SharedSecret } from './secret.ts';

/** Who a source address is. Asked for every packet, so it answers from memory. IPv4 comes dotted, also on IPv6 sockets. */
export interface SecretSource<N> {
  find(address: string): Peer<N> | undefined;
}

/** A verified request. The packet's octets stay valid as long as it is referenced. */
export interface RadiusRequest<N> {
  readonly packet: Packet;
  readonly nas: N;
  readonly secret: SharedSecret;
  readonly address: string;
  readonly port: number;
}

/**
 * Answers a request: at once (the fast path), later with a promise (accounting: only once it is safe), or not at all with
 * undefined, after which the NAS asks again. A throw or rejection is counted, reported to `onError` and not answered.
 */
export type Handler<N> = (request: RadiusRequest<N>) => Reply | undefined | Promise<Reply | undefined>;

export interface RadiusServerOptions<N> {
  readonly role: ServerRole;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Address to listen on, IPv4 or IPv6. Default 0.0.0.0. */
  readonly host?: string;
  readonly secrets: SecretSource<N>;
  readonly handler: Handler<N>;
  /** What a handler (or another function given here) threw, or the socket reported after it was bound. */
  readonly onError: (error: unknown) => void;
  /**
   * Told of each request that is not answered, so that a NAS with a wrong secret can be shown. Must be cheap.
   * The address is empty for `send-failed`.
   */
  readonly onDrop?: (reason: DropReason, address: string) => void;
  /** Answers Status-Server (RFC 5997) on auth and acct; undefined = silence, for a server that cannot serve. Default: well. */
  readonly onStatus?: () => Reply | undefined;
  /** SO_REUSEPORT: several processes share the port. */
  readonly reusePort?: boolean;
  /** SO_RCVBUF asked for; the system may give less (net.core.rmem_max). Default 8 MiB. */
  readonly receiveBufferBytes?: number;
  /** How long an answered request is remembered. Default 15 s. */
  readonly duplicateSeconds?: number;
  /** Requests remembered at most. Default 65 536. */
  readonly duplicateEntries?: number;
  /** Memory for remembered replies. Default 16 MiB. */
  readonly duplicateReplyBytes?: number;
  /** Requests being handled at once before further ones are dropped. Default 16 384. */
  readonly maxPending?: number;
  /**
   * How urgent a request is, asked only while more arrive than are answered. It is not verified yet. Default: all alike.
   */
  readonly urgencyOf?: (packet: Packet, nas: N) => Urgency;
  /** Requests that wait for their turn at most, while more arrive than are answered. Default 65 536. */
  readonly maxQueued?: number;
  /** Mean time that replies marked `unhurried` are held back, up to 2400 ms. Default 0. */
  readonly rejectDelayMs?: number;
  /** Milliseconds that only go forward; for tests. */
  readonly now?: () => number;
}

export interface RadiusServer {
  readonly address: AddressInfo;
  readonly counters: ServerCounters;
  /** SO_RCVBUF as granted. */
  readonly receiveBufferBytes: number;
  /** Takes no more requests, waits for the pending replies (at most `drainMs`, default 5 s), and closes the socket. */
  close(drainMs?: number): Promise<void>;
}

/** Opens the socket and serves until closed. Rejects when the port cannot be bound. */
export async function startRadiusServer<N>(options: RadiusServerOptions<N>): Promise<RadiusServer> {
  const listener = new Listener(options);
  await listener.bind();
  return listener;
}

const statusReplies = {
  auth: bareReply(code['Access-Accept']),
  acct: bareReply(code['Accounting-Response']),
  coa: undefined,
} as const;

/** A request that waits for its turn; known to the duplicate cache already, not verified yet. */
interface Queued<N> extends Waiting {
  readonly packet: Packet;
  readonly peer: Peer<N>;
  readonly remote: RemoteInfo;
  readonly ticket: number;
}

class Listener<N> implements RadiusServer {
  readonly counters = newCounters();
  readonly #options: RadiusServerOptions<N>;
  readonly #socket: Socket;
  readonly #duplicates: DuplicateCache;
  readonly #now: () => number;
  readonly #maxPending: number;
  readonly #dualStack: boolean;
  readonly #admission: Admission<Queued<N>>;
  readonly #held: HeldReplies;
  #closing = false;
  #onDrained: (() => void) | undefined;

  constructor(options: RadiusServerOptions<N>) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#maxPending = options.maxPending ?? 16_384;
    this.#duplicates = new DuplicateCache({
      entries: options.duplicateEntries ?? 65_536,
      replyOctets: options.duplicateReplyBytes ?? 16 * 1024 * 1024,
      lifetimeMs: (options.duplicateSeconds ?? 15) * 1000,
    });
    this.#admission = new Admission<Queued<N>>({
      maxQueued: options.maxQueued ?? 65_536,
      now: this.#now,
      counters: this.counters,
      serve: (queued) => this.#serveQueued(queued),
      shed: (reason, { ticket, address }) => {
        // Its sender asks again, and then it is a new request.
        this.#duplicates.forget(ticket);
        this.#drop(reason, address);
      },
    });
    this.#held = new HeldReplies(this.#duplicates, options.rejectDelayMs ?? 0, (offset, length, port, address) =>
      this.#socket.send(this.#duplicates.arena, offset, length, port, address, this.#onSent),
    );
    this.#dualStack = (options.host ?? '').includes(':');
    this.#socket = createSocket({
      type: this.#dualStack ? 'udp6' : 'udp4',
      reusePort: options.reusePort ?? false,
      // Replies go to the numeric address the request came from; the default look-up would cost a tick for each.
      lookup: (address, _options, callback) => callback(null, address, this.#dualStack ? 6 : 4),
    });
  }

  get address(): AddressInfo {
    return this.#socket.address();
  }

  get receiveBufferBytes(): number {
    return this.#socket.getRecvBufferSize();
  }

  async bind(): Promise<void> {
    const { port, host, onError, receiveBufferBytes } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.bind({ port, address: host ?? '0.0.0.0' }, () => {
        this.#socket.off('error', reject);
        resolve();
      });
    });
    this.#socket.on('error', onError);
    this.#socket.setRecvBufferSize(receiveBufferBytes ?? 8 * 1024 * 1024);
    this.#socket.on('message', (datagram, remote) => {
      try {
        this.#receive(datagram, remote);
      } catch (error) {
        onError(error);
      }
    });
  }

  async close(drainMs = 5000): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.#admission.finish();
    this.#held.flush();
    if (this.counters.pending > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, drainMs);
        this.#onDrained = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  #receive(datagram: Buffer, remote: RemoteInfo): void {
    if (this.#closing) return;
    this.counters.received++;
    const address = this.#dualStack ? unmapped(remote.address) : remote.address;
    const peer = this.#options.secrets.find(address);
    if (peer === undefined) {
      this.#drop('unknown-nas', address);
      return;
    }
    const packet = decodePacket(datagram);
    if (typeof packet === 'string') {
      this.#drop(packet, address);
      return;
    }
    const nowMs = this.#now();
    const known = this.#duplicates.find(address, remote.port, packet, nowMs);
    if (known >= 0) {
      this.#admission.repeated(address, nowMs - this.#duplicates.addedAt(known));
      this.#replay(known, remote);
      return;
    }
    if (packet.code === code['Status-Server']) {
      // Never queued: it asks whether somebody is here.
      const refusal = refusalOf(this.#options.role, packet, peer);
      if (refusal === undefined) this.#answerStatus(packet, peer, remote);
      else this.#drop(refusal, address);
      return;
    }
    if (!this.#admission.atOnce()) {
      const urgency = this.#options.urgencyOf?.(packet, peer.nas) ?? 0;
      const ticket = this.#duplicates.add(address, remote.port, packet, nowMs);
      this.#admission.enqueue({ packet, peer, address, remote, ticket, urgency, atMs: nowMs });
      return;
    }
    const refusal = refusalOf(this.#options.role, packet, peer);
    if (refusal !== undefined) {
      this.#drop(refusal, address);
      return;
    }
    if (this.counters.pending >= this.#maxPending) {
      this.#drop('overloaded', address);
      return;
    }
    this.#handle(packet, peer, address, remote, this.#duplicates.add(address, remote.port, packet, nowMs));
  }

  #handle(packet: Packet, peer: Peer<N>, address: string, remote: RemoteInfo, ticket: number): void {
    const request: RadiusRequest<N> = { packet, nas: peer.nas, secret: peer.secret, address, port: remote.port };
    let result: Reply | undefined | Promise<Reply | undefined>;
    try {
      result = this.#options.handler(request);
    } catch (error) {
      this.#fail(error, request, ticket);
      return;
    }
    if (result instanceof Promise) this.#answerLater(result, request, ticket, remote);
    else this.#answer(result, request, ticket, remote);
  }

  #serveQueued({ packet, peer, address, remote, ticket }: Queued<N>): void {
    const refusal = refusalOf(this.#options.role, packet, peer);
    if (refusal !== undefined || this.counters.pending >= this.#maxPending) {
      this.#duplicates.forget(ticket);
      this.#drop(refusal ?? 'overloaded', address);
      return;
    }
    try {
      this.#handle(packet, peer, address, remote, ticket);
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #replay(known: number, remote: RemoteInfo): void {
    const offset = this.#duplicates.replyOffset(known);
    if (offset < 0) {
      this.counters.duplicatesInFlight++;
      return;
    }
    this.counters.duplicatesReplayed++;
    this.#duplicates.markReplayed(known);
    this.#send(offset, this.#duplicates.replyLength(known), remote);
  }

  #answerStatus(packet: Packet, peer: Peer<N>, remote: RemoteInfo): void {
    const { onStatus, role } = this.#options;
    const reply = onStatus === undefined ? statusReplies[role] : onStatus();
    if (reply === undefined) {
      this.#drop('handler-declined', remote.address);
      return;
    }
    this.counters.statuses++;
    const length = replyLength(packet, reply);
    this.#send(this.#duplicates.offset(this.#write(packet, reply, length, peer.secret)), length, remote);
  }

  #answerLater(
    result: Promise<Reply | undefined>,
    request: RadiusRequest<N>,
    ticket: number,
    remote: RemoteInfo,
  ): void {
    this.counters.pending++;
    result
      .then(
        (reply) => this.#answer(reply, request, ticket, remote),
        (error) => this.#fail(error, request, ticket),
      )
      .finally(() => {
        this.counters.pending--;
        if (this.#closing && this.counters.pending === 0) this.#onDrained?.();
      });
  }

  #answer(reply: Reply | undefined, request: RadiusRequest<N>, ticket: number, remote: RemoteInfo): void {
    if (reply === undefined) {
      this.#duplicates.forget(ticket);
      this.#drop('handler-declined', request.address);
      return;
    }
    try {
      const { packet, secret } = request;
      const length = replyLength(packet, reply);
      const position = this.#write(packet, reply, length, secret);
      this.#duplicates.remember(ticket, position, length);
      if (reply.unhurried === true && !this.#closing && this.#held.hold(ticket, remote.port, remote.address))
        this.counters.held = this.#held.size;
      else this.#send(this.#duplicates.offset(position), length, remote);
    } catch (error) {
      this.#fail(error, request, ticket);
    }
  }

  #fail(error: unknown, request: RadiusRequest<N>, ticket: number): void {
    this.#duplicates.forget(ticket);
    this.#drop('handler-failed', request.address);
    this.#options.onError(error);
  }

  /** Writes the signed reply into the arena, from where it is sent, and returns its position. */
  #write(packet: Packet, reply: Reply, length: number, secret: SharedSecret): number {
    const position = this.#duplicates.reserve(length + secret.octets.length);
    writeReply(this.#duplicates.arena, this.#duplicates.offset(position), length, packet, reply, secret);
    this.counters.replies.set(reply.code, this.counters.replies.get(reply.code)! + 1);
    return position;
  }

  #send(offset: number, length: number, remote: RemoteInfo): void {
    this.#socket.send(this.#duplicates.arena, offset, length, remote.port, remote.address, this.#onSent);
  }

  readonly #onSent = (error: Error | null): void => {
    if (error !== null) this.#drop('send-failed', '');
  };

  #drop(reason: DropReason, address: string): void {
    const { dropped } = this.counters;
    dropped.set(reason, (dropped.get(reason) ?? 0) + 1);
    this.#options.onDrop?.(reason, address);
  }
}

/** `::ffff:10.0.0.1` as 10.0.0.1: how IPv4 looks on an IPv6 socket. */
function unmapped(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}
