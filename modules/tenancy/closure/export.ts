import { z } from 'zod';
import type { AnyCtx } from '#kernel/context.ts';
import type { AnyContract, Operation } from '#kernel/contract/contract.ts';
import type { AnyResource } from '#kernel/contract/fields.ts';
import { viewOf } from '#kernel/contract/view.ts';
import { AppError } from '#kernel/errors.ts';
import { files } from '#kernel/files.ts';
import { contentNamers } from '#kernel/files-named.ts';
import { deflated, type ZipEntry, zip } from '#kernel/zip.ts';
import { tenantExport } from './tables.ts';

/** A list that belongs into an export, whole, and the operation that tells more of each row. */
export interface Source {
  key: string;
  contract: AnyContract;
  list: string;
  resource: AnyResource;
  paged: boolean;
  detail: { name: string; resource: AnyResource } | null;
}
/** Rows of one file of an archive. */
const rowsPerPart = 5_000;
const pageRows = 200;

/**
 * Everything that staff of the provider can list without saying what for: one source for each kind of row. What is in an
 * export follows from the contracts, so that a new module's data cannot be forgotten.
 */
export function sourcesOf(contracts: readonly AnyContract[]): Source[] {
  const sources: Source[] = [];
  for (const contract of contracts) {
    const seen = new Set<string>();
    const operations = Object.entries<Operation>(contract.operations);
    for (const [name, { kind, for: doors, can, out, in: input }] of operations) {
      if (kind !== 'query' || !doors.includes('isp') || can === 'anyone' || can === 'signed-in') continue;
      if ((out.kind !== 'page' && out.kind !== 'many') || !input.safeParse({}).success) continue;
      if (seen.has(out.resource.name)) continue;
      seen.add(out.resource.name);
      const get: Operation | undefined = name === 'list' ? contract.operations['get'] : undefined;
      const tellsMore =
        get?.out.kind === 'one' &&
        get.out.resource.name !== out.resource.name &&
        get.in.safeParse({ id: nobody }).success;
      sources.push({
        key: `${contract.name}.${name}`,
        contract,
        list: name,
        resource: out.resource,
        paged: out.kind === 'page',
        detail: tellsMore && get?.out.kind === 'one' ? { name: 'get', resource: get.out.resource } : null,
      });
    }
  }
  return sources;
}
const nobody = '00000000-0000-7000-8000-000000000000';

/** What a durable run remembers of a part: where its content lies, not what is in it. */
export interface Part {
  sha256: string;
  crc32: number;
  sizeBytes: number;
  rows: number;
  next: string | null;
}

const Row = z.record(z.string(), z.unknown());
const Listed = z.object({ items: z.array(Row), next: z.string().nullish() });

/** A row with all its details, or as the list shows it where these are kept from everybody (a mail with somebody's link). */
async function told(ctx: AnyCtx, { contract, resource, detail }: Source, item: z.output<typeof Row>) {
  if (!detail) return viewOf(resource, 'isp', item);
  try {
    return viewOf(detail.resource, 'isp', Row.parse(await ctx.call(contract, detail.name, { id: item['id'] })));
  } catch (error) {
    if (error instanceof AppError && (error.code === 'forbidden' || error.code === 'not_found'))
      return viewOf(resource, 'isp', item);
    throw error;
  }
}

/** Writes the next rows of a source, as the provider's staff see them, one JSON document a line. */
export async function writePart(ctx: AnyCtx, source: Source, from: string | null): Promise<Part> {
  const lines: string[] = [];
  let cursor = from;
  do {
    const input = source.paged ? { limit: pageRows, ...(cursor ? { cursor } : {}) } : {};
    const listed = Listed.parse(await ctx.call(source.contract, source.list, input));
    for (const item of listed.items) lines.push(JSON.stringify(await told(ctx, source, item)));
    cursor = listed.next ?? null;
  } while (cursor && lines.length < rowsPerPart);
  const { content, ...part } = deflated(Buffer.from(lines.map((line) => `${line}\n`).join('')));
  const { sha256 } = await files().put(ctx.tenant.id, content);
  return { ...part, sha256, rows: lines.length, next: cursor };
}

const safe = (name: string) => name.replaceAll(/[^\p{L}\p{N}._ -]/gu, '_').slice(0, 120);

/** The provider's own files, each under its name and the beginning of its hash. */
async function ownFiles(ctx: AnyCtx): Promise<ZipEntry[]> {
  const entries = new Map<string, ZipEntry>();
  for (const { table, sha256, name } of contentNamers) {
    if (table === tenantExport) continue;
    for (const row of await ctx.db.select({ sha256, name }).from(table)) {
      if (typeof row.sha256 !== 'string') continue;
      const path = `files/${row.sha256.slice(0, 12)}-${safe(String(row.name))}`;
      if (entries.has(path)) continue;
      entries.set(path, { name: path, ...deflated(await files().get(ctx.tenant.id, row.sha256)) });
    }
  }
  return [...entries.values()];
}

/** Puts the parts and the provider's files into one archive. */
export async function assemble(ctx: AnyCtx, parts: readonly { name: string; part: Part }[]) {
  const entries: ZipEntry[] = [];
  for (const { name, part } of parts)
    entries.push({
      name,
      crc32: part.crc32,
      sizeBytes: part.sizeBytes,
      content: await files().get(ctx.tenant.id, part.sha256),
    });
  const own = await ownFiles(ctx);
  const rows = parts.reduce((sum, { part }) => sum + part.rows, 0);
  const about = [
    `${ctx.tenant.name}: everything that was kept, written out ${ctx.nowIso}.`,
    'Each .jsonl file holds one kind of record, one JSON document a line (UTF-8). Amounts are in minor units of the currency beside them,',
    'instants are UTC. The folder files/ holds what was uploaded.',
    '',
    ...parts.map(({ name, part }) => `${name}: ${part.rows}`),
    ...own.map(({ name }) => name),
    '',
  ].join('\n');
  const archive = zip([{ name: 'README.txt', ...deflated(Buffer.from(about)) }, ...entries, ...own], ctx.nowIso);
  return { ...(await files().put(ctx.tenant.id, archive)), rows, files: own.length };
}
