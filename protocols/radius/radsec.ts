import { constants, type X509Certificate } from 'node:crypto';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { type DropReason, newCounters, type ServerCounters } from './counters.ts';
import { RadSecConnection } from './radsec-connection.ts';
import type { Reply } from './reply.ts';
import { SharedSecret } from './secret.ts';
import type { Handler } from './server.ts';

/** What every RadSec peer signs with: TLS is what protects the packets (RFC 6614 2.3). */
export const radsecSecret = new SharedSecret('radsec');

/** PEM, as read from their files. */
export interface RadSecCredentials {
  readonly certificate: string | Buffer;
  readonly key: string | Buffer;
  /** Authorities whose client certificates are believed. */
  readonly clientCa: string | Buffer;
}

/** Why a connection was not taken, or ended by this side. */
export type RadSecClosing =
  | 'handshake-failed'
  | 'unknown-certificate'
  | 'too-many-connections'
  | 'idle'
  | 'unfinished-packet'
  | DropReason;

export interface RadSecOptions<N> {
  /** 0 lets the system choose. RFC 6614: 2083. */
  readonly port: number;
  readonly host?: string;
  /** SO_REUSEPORT: several processes share the port. */
  readonly reusePort?: boolean;
  readonly credentials: RadSecCredentials;
  /**
   * Whose certificate this is. Asked when a connection begins and again for every packet, so that a NAS that is removed is
   * no longer heard; answers from memory.
   */
  readonly identify: (certificate: X509Certificate) => N | undefined;
  /** Access-Requests. */
  readonly auth: Handler<N>;
  /** Accounting-Requests: both come over the same connection. */
  readonly acct: Handler<N>;
  /** What a handler threw. */
  readonly onError: (error: unknown) => void;
  /** Told of each request that is not answered. Must be cheap. */
  readonly onDrop?: (reason: DropReason, nas: N) => void;
  /** Told of each connection refused or closed for cause, with what TLS said. Must be cheap. */
  readonly onClosed?: (reason: RadSecClosing, address: string, detail?: string) => void;
  /** Answers Status-Server (RFC 5997), which peers use as a sign of life; undefined = silence. Default: well. */
  readonly onStatus?: () => Reply | undefined;
  /** A connection that says nothing for so long is closed; its peer opens a new one when it needs it. Default 900. */
  readonly idleSeconds?: number;
  /** Time for a handshake, or for the rest of a packet that has begun. Default 10. */
  readonly unfinishedSeconds?: number;
  /** Connections in all, default 1024, and from one address, default 64. */
  readonly maxConnections?: number;
  readonly maxConnectionsPerAddress?: number;
  /** Requests being handled at once before further ones are dropped. Default 16 384. */
  readonly maxPending?: number;
}

export interface RadSecCounters extends ServerCounters {
  connections: number;
  /** Connections refused or closed for cause, by why. */
  readonly closed: Map<RadSecClosing, number>;
}

export interface RadSecServer {
  readonly address: AddressInfo;
  readonly counters: RadSecCounters;
  /** Takes other certificates for connections to come. Throws what TLS says of them. */
  renew(credentials: RadSecCredentials): void;
  /** Takes no more, waits for the pending replies (at most `drainMs`, default 5 s), and closes every connection. */
  close(drainMs?: number): Promise<void>;
}

/** Listens for RADIUS over TLS 1.3 with client certificates (RFC 6614). Rejects when the port or the certificates are no good. */
export async function startRadSecServer<N>(options: RadSecOptions<N>): Promise<RadSecServer> {
  const listener = new Listener(options);
  await listener.listen();
  return listener;
}

class Listener<N> implements RadSecServer {
  readonly counters: RadSecCounters = { ...newCounters(), connections: 0, closed: new Map() };
  readonly #options: RadSecOptions<N>;
  readonly #server: Server;
  /** Sockets by source address, from the first SYN: a handshake costs more than it takes to ask for one. */
  readonly #sockets = new Map<string, Set<Socket>>();
  #open = 0;
  readonly #connections = new Set<RadSecConnection<N>>();
  #closing = false;

  constructor(options: RadSecOptions<N>) {
    this.#options = options;
    this.#server = createServer({
      ...tlsOf(options.credentials),
      handshakeTimeout: (options.unfinishedSeconds ?? 10) * 1000,
    });
  }

  get address(): AddressInfo {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The RadSec server is not listening.');
    return address;
  }

  async listen(): Promise<void> {
    const { port, host, reusePort = false, onError } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port, host: host ?? '0.0.0.0', reusePort }, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    this.#server.on('error', onError);
    this.#server.on('connection', (socket) => this.#admit(socket));
    this.#server.on('tlsClientError', (error, socket) => {
      // A peer that merely went away, or was not admitted, has shown nothing to be told about.
      if (!('code' in error && error.code === 'ECONNRESET'))
        this.#note('handshake-failed', addressOf(socket), error.message);
      socket.destroy();
    });
    this.#server.on('secureConnection', (socket) => this.#begin(socket));
  }

  renew(credentials: RadSecCredentials): void {
    this.#server.setSecureContext(tlsOf(credentials));
  }

  async close(drainMs = 5000): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const until = performance.now() + drainMs;
    while (this.counters.pending > 0 && performance.now() < until) await new Promise((wait) => setTimeout(wait, 10));
    for (const connection of this.#connections) connection.end();
    for (const sockets of this.#sockets.values()) for (const socket of sockets) socket.destroySoon();
    await closed;
  }

  #admit(socket: Socket): void {
    const address = addressOf(socket);
    const { maxConnections = 1024, maxConnectionsPerAddress = 64 } = this.#options;
    const sockets = this.#sockets.getOrInsertComputed(address, () => new Set());
    if (this.#closing || this.#open >= maxConnections || sockets.size >= maxConnectionsPerAddress) {
      this.#note('too-many-connections', address);
      socket.destroy();
      return;
    }
    sockets.add(socket);
    this.#open++;
    socket.once('close', () => {
      this.#open--;
      sockets.delete(socket);
      if (sockets.size === 0) this.#sockets.delete(address);
    });
  }

  #begin(socket: TLSSocket): void {
    const address = addressOf(socket);
    const certificate = socket.getPeerX509Certificate();
    socket.on('error', () => socket.destroy());
    if (!socket.authorized) {
      this.#note('handshake-failed', address, String(socket.authorizationError));
      socket.destroy();
      return;
    }
    if (certificate === undefined || this.#options.identify(certificate) === undefined) {
      this.#note('unknown-certificate', address, certificate && describe(certificate));
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    this.counters.connections++;
    const connection = new RadSecConnection({
      socket,
      address,
      certificate,
      counters: this.counters,
      options: this.#options,
      secret: radsecSecret,
      onClosing: (reason, detail) => this.#note(reason, address, detail),
    });
    this.#connections.add(connection);
    socket.once('close', () => {
      this.counters.connections--;
      this.#connections.delete(connection);
    });
  }

  #note(reason: RadSecClosing, address: string, detail?: string): void {
    const { closed } = this.counters;
    closed.set(reason, (closed.get(reason) ?? 0) + 1);
    this.#options.onClosed?.(reason, address, detail);
  }
}

function tlsOf({ certificate, key, clientCa }: RadSecCredentials) {
  return {
    cert: certificate,
    key,
    ca: clientCa,
    requestCert: true,
    // Refused in `#begin` instead, where the address of whoever showed no good certificate is still known.
    rejectUnauthorized: false,
    minVersion: 'TLSv1.3',
    // Connections last for days; a resumed one would only bring back a certificate that was checked long ago.
    secureOptions: constants.SSL_OP_NO_TICKET,
  } as const;
}

function addressOf(socket: Socket): string {
  const address = socket.remoteAddress ?? '';
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

/** A certificate in words, for who must enter it at a NAS. */
function describe(certificate: X509Certificate): string {
  return `${certificate.subject.replaceAll('\n', ', ')}, SHA-256 ${certificate.fingerprint256}`;
}
