import { lookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { loadConfig } from './config.ts';
import { AppError } from './errors.ts';

/** A range of addresses, as ipaddr.js parses CIDR. */
export type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

export interface OutgoingRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** From connecting to the last byte of the answer. */
  timeoutMs?: number;
  /** Of an answer; more is refused. */
  maxBytes?: number;
  /** False: any certificate will do, for systems of the house that sign their own. */
  verifyTls?: boolean;
}
export interface OutgoingAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}

const defaultTimeoutMs = 10_000;
const defaultMaxBytes = 5_000_000;
const mostRedirects = 3;

let allowed: readonly Range[] | undefined;
/** Names the ranges inside the network that this process may call; tests and the start of a process do. */
export function allowOutgoing(ranges: readonly Range[]): void {
  allowed = ranges;
}

/** Whether an address may be called: one of the public Internet, or of a range that this installation allows. */
export function mayCall(address: string): boolean {
  allowed ??= loadConfig().outgoingAllowed;
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address); // an IPv4 address in IPv6 clothes is that IPv4 address
  if (allowed.some(([net, bits]) => net.kind() === parsed.kind() && parsed.match(net as never, bits))) return true;
  return parsed.range() === 'unicast';
}

const refused = (host: string) =>
  new AppError(
    'forbidden',
    `${host} is an address inside a network, which DotMac does not call unless its operator lists the range in DOTMAC_OUTGOING_ALLOW.`,
    { field: 'url' },
  );

/** Resolves a name and lets the connection go only where `mayCall` says; what was checked is what is connected to. */
const guarded: LookupFunction = (host, options, done) =>
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '', 0);
    const wrong = found.find(({ address }) => !mayCall(address));
    const [first] = found;
    if (wrong || !first) return done(refused(host), '', 0);
    if (options.all) (done as (e: null, all: typeof found) => void)(null, found);
    else done(null, first.address, first.family);
  });

function once(url: URL, options: OutgoingRequest, signal: AbortSignal): Promise<OutgoingAnswer> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !mayCall(host)) throw refused(host);
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on('data', (part: Buffer) => {
        size += part.length;
        if (size <= maxBytes) parts.push(part);
        else response.destroy(new AppError('unavailable', `${url.host} answered with more than ${maxBytes} bytes.`));
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(parts).toString('utf8'),
        }),
      );
    };
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(
      url,
      {
        method: options.method ?? 'GET',
        headers: {
          'user-agent': 'DotMac',
          ...options.headers,
          ...(options.body === undefined ? {} : { 'content-length': Buffer.byteLength(options.body) }),
        },
        lookup: guarded,
        signal,
        agent: false,
        ...(options.verifyTls === false ? { rejectUnauthorized: false } : {}),
      },
      answered,
    );
    request.on('error', reject);
    request.end(options.body);
  });
}

/**
 * Calls an address that somebody typed: http or https, never into a network that is not allowed (checked at the address
 * that is connected to, at every redirect again), with an end to time and size. Redirects are followed for GET only, and
 * what identifies us stays with the host it was meant for.
 * @throws AppError `forbidden` for an address that may not be called, `unavailable` when there is no answer in time
 */
export async function callOut(address: string, options: OutgoingRequest = {}): Promise<OutgoingAnswer> {
  const signal = AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs);
  let url = URL.parse(address);
  let headers = options.headers ?? {};
  for (let hop = 0; ; hop += 1) {
    if (!url || !['http:', 'https:'].includes(url.protocol))
      throw new AppError('invalid', 'Give an address that begins with https:// or http://.', { field: 'url' });
    const { host } = url;
    let answer: OutgoingAnswer;
    try {
      answer = await once(url, { ...options, headers }, signal);
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError('unavailable', `${host} could not be reached: ${reasonOf(error, signal)}.`, { cause: error });
    }
    const to = answer.headers['location'];
    if (answer.status < 300 || answer.status > 399 || typeof to !== 'string') return answer;
    if ((options.method ?? 'GET') !== 'GET')
      throw new AppError('unavailable', `${host} answers elsewhere (${to}); give that address.`, { field: 'url' });
    if (hop === mostRedirects) throw new AppError('unavailable', `${host} redirects in a circle.`);
    const next: URL | null = URL.parse(to, url);
    if (next?.origin !== url.origin) headers = {};
    url = next;
  }
}

function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'it did not answer in time';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known';
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) return 'its certificate is not trusted';
  return error instanceof Error ? error.message : String(error);
}
