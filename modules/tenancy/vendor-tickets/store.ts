import { and, asc, desc, eq, ilike, isNull, or, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { invalid, notFound } from '#kernel/errors.ts';
import { files } from '#kernel/files.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import type { vendorTicketSides } from './resources.ts';
import { fileLimitBytes, type VendorTicketPriority, type VendorTicketStatus } from './rules.ts';
import {
  vendorTicket,
  vendorTicketCounter,
  vendorTicketFile,
  vendorTicketMessage,
  vendorTicketNote,
} from './tables.ts';

export type Row = typeof vendorTicket.$inferSelect;
type Place = Pick<Ctx, 'db'>;
export interface Draft {
  text: string;
  files: { name: string; mediaType: string; contentBase64: string }[];
}

const Position = z.tuple([z.iso.datetime(), z.uuid()]);
const escaped = (text: string) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

interface Filters {
  status?: VendorTicketStatus | undefined;
  priority?: VendorTicketPriority | undefined;
  assignee?: 'me' | 'nobody' | undefined;
  q?: string | undefined;
}
export const chosen = ({ status, priority, assignee, q }: Filters, me: string | null): SQL | undefined =>
  and(
    status ? eq(vendorTicket.status, status) : undefined,
    priority ? eq(vendorTicket.priority, priority) : undefined,
    assignee === 'nobody' ? isNull(vendorTicket.assigneeId) : undefined,
    assignee === 'me' ? (me ? eq(vendorTicket.assigneeId, me) : sql`false`) : undefined,
    q
      ? or(
          ilike(vendorTicket.subject, escaped(q)),
          ilike(vendorTicket.number, escaped(q)),
          ilike(vendorTicket.tenantName, escaped(q)),
        )
      : undefined,
  );

export async function listTickets(
  { db }: Place,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  condition?: SQL,
) {
  const after = readCursor(cursor, Position);
  const rows = await db
    .select()
    .from(vendorTicket)
    .where(
      and(
        condition,
        after ? sql`(${vendorTicket.updatedAt}, ${vendorTicket.id}) < (${after[0]}, ${after[1]})` : undefined,
      ),
    )
    .orderBy(desc(vendorTicket.updatedAt), desc(vendorTicket.id))
    .limit(limit + 1);
  return pageOf(
    rows,
    limit,
    (row) => row,
    (row) => [row.updatedAt, row.id],
  );
}

export async function counts({ db }: Place) {
  const [row] = await db
    .select({
      open: sql<number>`count(*) filter (where status in ('new', 'open'))::int`,
      waiting: sql<number>`count(*) filter (where status = 'waiting')::int`,
      resolved: sql<number>`count(*) filter (where status = 'resolved')::int`,
      unassigned: sql<number>`count(*) filter (where status in ('new', 'open', 'waiting') and assignee_id is null)::int`,
      urgent: sql<number>`count(*) filter (where status in ('new', 'open', 'waiting') and priority = 'urgent')::int`,
    })
    .from(vendorTicket);
  return row!;
}

export async function findTicket({ db }: Place, id: string): Promise<Row> {
  const [row] = await db.select().from(vendorTicket).where(eq(vendorTicket.id, id));
  if (!row) throw notFound('ticket');
  return row;
}
/** Held until commit: two answers at once must not both move it. */
export async function holdTicket({ db }: Place, id: string): Promise<Row> {
  const [row] = await db.select().from(vendorTicket).where(eq(vendorTicket.id, id)).for('update');
  if (!row) throw notFound('ticket');
  return row;
}

/** The conversation; at the platform's door with the notes among its staff, which no other door's role can read. */
export async function detail(ctx: Pick<Ctx, 'db' | 'door'>, row: Row) {
  const said = await ctx.db
    .select()
    .from(vendorTicketMessage)
    .where(eq(vendorTicketMessage.ticketId, row.id))
    .orderBy(asc(vendorTicketMessage.writtenAt), asc(vendorTicketMessage.id));
  const kept = await ctx.db.select().from(vendorTicketFile).where(eq(vendorTicketFile.ticketId, row.id));
  const notes =
    ctx.door === 'platform'
      ? await ctx.db.select().from(vendorTicketNote).where(eq(vendorTicketNote.ticketId, row.id))
      : [];
  const messages = [
    ...said.map((m) => ({ ...m, isNote: false, files: kept.filter((f) => f.messageId === m.id) })),
    ...notes.map((n) => ({ ...n, side: 'vendor' as const, isNote: true, files: [] })),
  ];
  return { ...row, messages: messages.toSorted((a, b) => (a.writtenAt < b.writtenAt ? -1 : 1)) };
}

export async function write(
  ctx: Pick<Ctx, 'db' | 'actor' | 'newId' | 'nowIso'>,
  { id, tenantId }: Row,
  side: (typeof vendorTicketSides)[number],
  draft: Draft,
): Promise<void> {
  const messageId = ctx.newId();
  await ctx.db.insert(vendorTicketMessage).values({
    tenantId,
    id: messageId,
    ticketId: id,
    side,
    authorName: ctx.actor.name,
    text: draft.text,
    writtenAt: ctx.nowIso,
  });
  for (const [at, { name, mediaType, contentBase64 }] of draft.files.entries()) {
    const content = Buffer.from(contentBase64, 'base64');
    if (content.byteLength > fileLimitBytes) throw invalid(`${name} is larger than 10 MB.`, `files.${at}`);
    // The content lies with the provider whose ticket it is, whoever attached it.
    const put = await files().put(tenantId, content);
    await ctx.db
      .insert(vendorTicketFile)
      .values({ tenantId, id: ctx.newId(), ticketId: id, messageId, name, mediaType, ...put });
  }
}

export async function downloadFrom({ db }: Place, id: string) {
  const [row] = await db.select().from(vendorTicketFile).where(eq(vendorTicketFile.id, id));
  if (!row) throw notFound('file');
  return { filename: row.name, body: await files().get(row.tenantId, row.sha256) };
}

export async function nextNumber({ db, tenant }: Pick<Ctx, 'db' | 'tenant'>): Promise<string> {
  const [counter] = await db
    .insert(vendorTicketCounter)
    .values({ last: 1 })
    .onConflictDoUpdate({
      target: [vendorTicketCounter.tenantId],
      set: { last: sql`${vendorTicketCounter.last} + 1` },
    })
    .returning({ last: vendorTicketCounter.last });
  return `${tenant.slug.toUpperCase()}-${counter!.last}`;
}
