import { accessSync, constants, readFileSync } from 'node:fs';
import path from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { DatabaseUrls } from './db/roles.ts';

// The forms that settings have, each with the rule that is said when it is broken.

export const port = () =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number from 0 to 65535')
    .transform(Number)
    .refine((n) => n <= 65_535, 'must be a port number from 0 to 65535');
export const between = (least: number, most: number, unit: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a number of ${unit} from ${least} to ${most}`)
    .transform(Number)
    .refine((n) => n >= least && n <= most, `must be a number of ${unit} from ${least} to ${most}`);
export const flag = () => z.enum(['0', '1'], 'must be 0 or 1').transform((value) => value === '1');
export const postgresUrl = () =>
  z.string().refine((value) => {
    const url = URL.parse(value);
    return (
      url !== null &&
      ['postgres:', 'postgresql:'].includes(url.protocol) &&
      url.hostname !== '' &&
      url.username !== '' &&
      url.pathname.length > 1
    );
  }, 'must look like postgres://user:password@host:5432/database');
export const smtpUrl = () =>
  z.string().refine((value) => {
    const url = URL.parse(value);
    return url !== null && ['smtp:', 'smtps:'].includes(url.protocol) && url.hostname !== '';
  }, 'must look like smtp://user:password@host:587 or smtps://host:465');
export const origin = () =>
  z
    .string()
    .refine(
      (value) => ['http:', 'https:'].includes(URL.parse(value)?.protocol ?? ''),
      'must be an address such as https://isp.example.net',
    )
    .transform((value) => new URL(value).origin);
export const readableFile = () =>
  z
    .string()
    .transform((name) => path.resolve(name))
    .refine((file) => {
      try {
        accessSync(file, constants.R_OK);
        return true;
      } catch {
        return false;
      }
    }, 'must name a file that this user can read');
export const hexKey = () =>
  z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits (32 bytes), such as openssl rand -hex 32 prints')
    .transform((value) => Buffer.from(value, 'hex'));
export const roleUrls = () =>
  z.string().transform((text, context): DatabaseUrls => {
    try {
      return z
        .object({ app: postgresUrl(), system: postgresUrl(), platform: postgresUrl(), auth: postgresUrl() })
        .parse(JSON.parse(text));
    } catch {
      context.addIssue('must be the JSON that npx dotmac start hands to its processes');
      return z.NEVER;
    }
  });

/** Documents of the graph by their SHA-256, as a client's build writes them (`persisted-documents.json`). */
export const documentsFile = () =>
  z.string().transform((file, context): ReadonlyMap<string, string> => {
    try {
      return new Map(
        Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(path.resolve(file), 'utf8')))),
      );
    } catch {
      context.addIssue('must name a readable JSON file of GraphQL documents by their SHA-256');
      return z.NEVER;
    }
  });

/** Name servers, separated by commas: an address, with a port where it is not 53. */
export const nameServers = () =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine(
      (parts) => parts.every((part) => ipaddr.isValid(part.replace(/^\[|\]:\d+$|\]$|(?<=\.\d+):\d+$/g, ''))),
      'must be addresses such as 9.9.9.9,127.0.0.1:5353',
    );

/** Ranges of addresses in CIDR form, separated by commas. */
export const ranges = () =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((parts) => parts.every((part) => ipaddr.isValidCIDR(part)), 'must be ranges such as 10.0.0.0/8,fd00::/8')
    .transform((parts) => parts.map((part) => ipaddr.parseCIDR(part)));
