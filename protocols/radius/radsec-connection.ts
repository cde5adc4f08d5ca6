import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { encodeAttributes } from './attributes.ts';
import { verifyRequestAuthenticator, verifyRequestMessageAuthenticator } from './authenticators.ts';
import { code } from './codes.ts';
import type { DropReason } from './counters.ts';
import { decodePacket, type Packet } from './packet.ts';
import { PacketStream } from './packet-stream.ts';
import type { RadSecClosing, RadSecCounters, RadSecOptions } from './radsec.ts';
import { bareReply, encodeReply, type Reply } from './reply.ts';
import type { SharedSecret } from './secret.ts';
import type { RadiusRequest } from './server.ts';

/** Requests of one connection being answered before its octets are left in the network (RFC 6613 2.6.5: 256 identifiers). */
const pendingAtMost = 256;
/** Octets of replies a peer has not fetched before no more are made for it. */
const unsentAtMost = 256 * 1024;

const well = bareReply(code['Access-Accept']);
const unsupported = encodeAttributes([{ name: 'Error-Cause', value: 'Unsupported-Extension' }]);
/** RFC 6614 2.5: a server that takes no CoA from its clients says so. */
const unsupportedReplies = new Map<number, Reply>([
  [code['CoA-Request'], { code: code['CoA-NAK'], attributes: unsupported }],
  [code['Disconnect-Request'], { code: code['Disconnect-NAK'], attributes: unsupported }],
]);

export interface RadSecConnectionOptions<N> {
  readonly socket: TLSSocket;
  readonly address: string;
  readonly certificate: X509Certificate;
  readonly counters: RadSecCounters;
  readonly options: RadSecOptions<N>;
  readonly secret: SharedSecret;
  /** Told why this side closes the connection. */
  readonly onClosing: (reason: RadSecClosing, detail?: string) => void;
}

/**
 * One RadSec connection: packets of every kind, answered in whatever order their answers come. Whatever cannot be a packet, or
 * does not verify, ends it (RFC 6613 2.6.4), for a stream that was misread once would be misread for ever.
 */
export class RadSecConnection<N> {
  readonly #peer: RadSecConnectionOptions<N>;
  readonly #stream = new PacketStream();
  readonly #idleMs: number;
  readonly #unfinishedMs: number;
  #unfinished: NodeJS.Timeout | undefined;
  #pending = 0;
  #closed = false;

  constructor(peer: RadSecConnectionOptions<N>) {
    this.#peer = peer;
    this.#idleMs = (peer.options.idleSeconds ?? 900) * 1000;
    this.#unfinishedMs = (peer.options.unfinishedSeconds ?? 10) * 1000;
    const { socket } = peer;
    socket.setTimeout(this.#idleMs);
    socket.on('timeout', () => {
      if (this.#closed) socket.destroy();
      else if (this.#pending === 0) this.#close('idle');
    });
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('drain', () => this.#resume());
    socket.once('close', () => {
      this.#closed = true;
      clearTimeout(this.#unfinished);
    });
  }

  /** Sends what is written and closes; a peer that does not fetch it in time goes without. */
  end(): void {
    this.#closed = true;
    this.#peer.socket.setTimeout(this.#unfinishedMs);
    this.#peer.socket.destroySoon();
  }

  #receive(chunk: Buffer): void {
    if (this.#closed) return;
    const { socket, options } = this.#peer;
    socket.cork();
    try {
      const error = this.#stream.push(chunk, (octets) => {
        this.#take(octets);
        return !this.#closed;
      });
      if (error !== undefined) this.#drop(error);
    } catch (error) {
      options.onError(error);
    } finally {
      socket.uncork();
    }
    this.#watchUnfinished();
    if (this.#isBehind()) socket.pause();
  }

  /** A packet that was begun must end soon: otherwise a peer could hold a connection for ever with one octet a minute. */
  #watchUnfinished(): void {
    if (this.#closed || !this.#stream.partial) {
      clearTimeout(this.#unfinished);
      this.#unfinished = undefined;
    } else this.#unfinished ??= setTimeout(() => this.#close('unfinished-packet'), this.#unfinishedMs);
  }

  #isBehind(): boolean {
    return this.#pending >= pendingAtMost || this.#peer.socket.writableLength > unsentAtMost;
  }

  #resume(): void {
    const { socket } = this.#peer;
    if (!this.#closed && socket.isPaused() && !this.#isBehind()) socket.resume();
  }

  #take(octets: Buffer): void {
    const { options, certificate, counters, secret, address } = this.#peer;
    counters.received++;
    const nas = options.identify(certificate);
    if (nas === undefined) {
      this.#close('unknown-certificate');
      return;
    }
    const packet = decodePacket(octets);
    if (packet === 'unknown-code') {
      this.#count(packet, nas);
      return;
    }
    if (typeof packet === 'string') {
      this.#drop(packet, nas);
      return;
    }
    const refusal = refusalOnStream(packet, secret);
    if (refusal !== undefined) {
      this.#drop(refusal, nas);
      return;
    }
    const port = this.#peer.socket.remotePort ?? 0;
    this.#dispatch({ packet, nas, secret, address, port });
  }

  #dispatch(request: RadiusRequest<N>): void {
    const { options, counters } = this.#peer;
    const requestCode = request.packet.code;
    const notServed = unsupportedReplies.get(requestCode);
    if (notServed !== undefined) this.#answer(notServed, request);
    else if (requestCode === code['Status-Server']) {
      counters.statuses++;
      this.#answer(options.onStatus === undefined ? well : options.onStatus(), request);
    } else if (requestCode !== code['Access-Request'] && requestCode !== code['Accounting-Request']) {
      this.#count('code-not-served', request.nas);
    } else if (counters.pending >= (options.maxPending ?? 16_384)) {
      this.#count('overloaded', request.nas);
    } else {
      const handler = requestCode === code['Access-Request'] ? options.auth : options.acct;
      try {
        const result = handler(request);
        if (result instanceof Promise) this.#answerLater(result, request);
        else this.#answer(result, request);
      } catch (error) {
        this.#fail(error, request);
      }
    }
  }

  #answerLater(result: Promise<Reply | undefined>, request: RadiusRequest<N>): void {
    const { counters } = this.#peer;
    counters.pending++;
    this.#pending++;
    result
      .then((reply) => this.#answer(reply, request))
      .catch((error) => this.#fail(error, request))
      .finally(() => {
        counters.pending--;
        this.#pending--;
        this.#resume();
      });
  }

  #answer(reply: Reply | undefined, request: RadiusRequest<N>): void {
    if (reply === undefined) {
      this.#count('handler-declined', request.nas);
      return;
    }
    const { socket, counters } = this.#peer;
    const octets = encodeReply(request.packet, reply, request.secret);
    if (socket.destroyed || !socket.writable) {
      this.#count('send-failed', request.nas);
      return;
    }
    counters.replies.set(reply.code, (counters.replies.get(reply.code) ?? 0) + 1);
    socket.write(octets);
  }

  #fail(error: unknown, request: RadiusRequest<N>): void {
    this.#count('handler-failed', request.nas);
    this.#peer.options.onError(error);
  }

  #count(reason: DropReason, nas: N | undefined): void {
    const { counters, options } = this.#peer;
    counters.dropped.set(reason, (counters.dropped.get(reason) ?? 0) + 1);
    if (nas !== undefined) options.onDrop?.(reason, nas);
  }

  /** Not answered, and nothing more is read. */
  #drop(reason: DropReason, nas: N | undefined = this.#peer.options.identify(this.#peer.certificate)): void {
    this.#count(reason, nas);
    this.#close(reason);
  }

  #close(reason: RadSecClosing): void {
    if (this.#closed) return;
    this.end();
    this.#peer.onClosing(reason);
  }
}

/**
 * Why a packet of a stream is not to be believed. A Message-Authenticator is not asked for, since TLS says who speaks
 * (RFC 6614 2.3), but one that is there must be right.
 */
function refusalOnStream(packet: Packet, secret: SharedSecret): DropReason | undefined {
  switch (packet.code) {
    case code['Accounting-Request']:
    case code['CoA-Request']:
    case code['Disconnect-Request']:
      if (!verifyRequestAuthenticator(packet, secret)) return 'request-authenticator-wrong';
      break;
    case code['Access-Request']:
    case code['Status-Server']:
      break;
    default:
      return undefined;
  }
  if (packet.messageAuthenticatorAt === 0) return undefined;
  return verifyRequestMessageAuthenticator(packet, secret) ? undefined : 'message-authenticator-wrong';
}
