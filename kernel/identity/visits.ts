import { createHash, randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import type { Actor } from '../context.ts';
import type { Operation } from '../contract/contract.ts';
import type { Door } from '../contract/fields.ts';
import { forbidden } from '../errors.ts';
import type { RegisteredOperation } from '../module.ts';

/**
 * Somebody works at a door that is not theirs, for a while and on the record: the platform's staff in a provider, a
 * provider's staff in a subscriber's portal. The actor is who they are there; `by` is who they are.
 */
export interface Visit {
  kind: 'support-access' | 'portal-visit';
  id: string;
  by: { kind: Actor['kind']; id: string; name: string };
  /** Whose place they take; null: nobody's. */
  onBehalfOf: string | null;
  readOnly: boolean;
  /** ISO 8601 */
  until: string;
  /** Commands that a visitor may give even when it is read-only, such as to leave. */
  may: readonly string[];
  /** Modules whose commands are not a visitor's, whatever they may do otherwise. */
  never: readonly string[];
  /** The only modules whose commands are a visitor's; absent: all but `never`. */
  only?: readonly string[];
}

/** @throws AppError `forbidden` for a command that is not a visitor's */
export function refuseOnVisit({ visit }: Actor, { key, contract, operation }: RegisteredOperation): void {
  if (!visit || (operation as Operation).kind === 'query' || visit.may.includes(key)) return;
  if (visit.readOnly) throw forbidden('You are a visitor here and may only look; nothing was changed.');
  if (visit.never.includes(contract.name) || (visit.only && !visit.only.includes(contract.name)))
    throw forbidden('This is not for a visitor to do; nothing was changed.');
}

export interface Visiting {
  actor: Actor;
  tenantId: string;
  /** Unix milliseconds at which it ends by itself. */
  untilMs: number;
}

/** A kind of visit as sign-in knows it. */
export interface VisitDoor {
  door: Door;
  /**
   * Redeems the token of a link, once.
   * @returns the secret of the cookie that stands for the visit from now on, and when it ends
   * @throws AppError `invalid` for a link that was used, is too old or is none
   */
  enter(token: string, request: FastifyRequest): Promise<{ secret: string; untilMs: number }>;
  /** Who a cookie's secret stands for now; null when the visit has ended. */
  find(secret: string): Promise<Visiting | null>;
  /** Ends the visit: its visitor signs out. */
  leave(visiting: Visiting, request: FastifyRequest): Promise<void>;
}

/** Seconds in which a link must be followed. */
export const linkSeconds = 60;

export const visitSecret = (): string => randomBytes(32).toString('base64url');
/** What is kept of a secret with 256 random bits. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const cookieName = (door: Door) => `dotmac-${door}-visit`;
const secretPattern = /^[A-Za-z0-9_-]{43}$/;

export function visitCookie(request: FastifyRequest, door: Door): string | null {
  const found = new RegExp(`(?:^|;\\s*)${cookieName(door)}=([^;]*)`).exec(request.headers.cookie ?? '')?.[1];
  return found && secretPattern.test(found) ? found : null;
}

/** A `Set-Cookie` value. @param maxAgeSeconds 0 takes the cookie away */
export const setVisitCookie = (door: Door, secret: string, maxAgeSeconds: number, isSecure: boolean): string =>
  `${cookieName(door)}=${secret}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;

/** Whether a session of a realm still lives; visits end with the session they were begun in. @param auth pool of `dotmac_auth` */
export async function sessionLives(auth: Pool, door: Door, sessionId: string | null): Promise<boolean> {
  if (sessionId === null) return true;
  const { rows } = await auth.query(`select 1 from auth_${door}.session where id = $1 and "expiresAt" > now()`, [
    sessionId,
  ]);
  return rows.length > 0;
}
