import { and, desc, eq, inArray, notInArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type AnyCtx, implement } from '#kernel/context.ts';
import { AppError, forbidden, invalid, notFound } from '#kernel/errors.ts';
import { outbox } from '#kernel/events/tables-events.ts';
import { files } from '#kernel/files.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { records, type subjectTypes } from './contract.ts';
import { eventsOf, fileLimitBytes, inWords, whyNotRemoveNote } from './rules.ts';
import { note, storedFile } from './tables.ts';

interface Subject {
  subjectType: (typeof subjectTypes)[number];
  subjectId: string;
}
/** More belong in a list of their own. */
const shown = 500;
const filesPerSubject = 200;

/** A record of another provider does not exist. Only customers are looked up; the others' rows are told apart by id. */
async function requireSubject(ctx: Pick<AnyCtx, 'call'>, { subjectType, subjectId }: Subject): Promise<void> {
  if (subjectType === 'customer') await ctx.call(customers, 'get', { id: subjectId });
}
const about = ({ subjectType, subjectId }: Subject) => ({
  subjectId,
  customerId: subjectType === 'customer' ? subjectId : null,
});

/** Amounts as the tenant's people write them. */
function figuresOf(locale: string) {
  const money = (amountMinor: number, currency: string) => {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  };
  return { money };
}

export const service = implement(records, {
  async listNotes(ctx, subject) {
    await requireSubject(ctx, subject);
    const items = await ctx.db
      .select()
      .from(note)
      .where(and(eq(note.subjectType, subject.subjectType), eq(note.subjectId, subject.subjectId)))
      .orderBy(desc(note.pinned), desc(note.createdAt), desc(note.id))
      .limit(shown);
    return { items };
  },

  async addNote(ctx, input) {
    await requireSubject(ctx, input);
    const [row] = await ctx.db
      .insert(note)
      .values({ ...input, id: ctx.newId(), authorId: ctx.actor.id, authorName: ctx.actor.name, createdAt: ctx.nowIso })
      .returning();
    ctx.changed({ type: input.subjectType, id: input.subjectId, after: { note: row!.text } });
    await ctx.emit('note.added', { noteId: row!.id, ...about(input) });
    return row!;
  },

  async pinNote(ctx, { id, pinned }) {
    const [row] = await ctx.db.update(note).set({ pinned }).where(eq(note.id, id)).returning();
    if (!row) throw notFound('note');
    ctx.changed({ type: row.subjectType, id: row.subjectId, before: { pinned: !pinned }, after: { pinned } });
    await ctx.emit('note.changed', { noteId: id, ...about(row) });
    return row;
  },

  async removeNote(ctx, { id }) {
    const [row] = await ctx.db.select().from(note).where(eq(note.id, id)).for('update');
    if (!row) throw notFound('note');
    const refusal = whyNotRemoveNote(row.authorId, ctx.actor.id);
    if (refusal) throw forbidden(refusal);
    await ctx.db.delete(note).where(eq(note.id, id));
    ctx.changed({ type: row.subjectType, id: row.subjectId, before: { note: row.text }, after: null });
    await ctx.emit('note.removed', { noteId: id, ...about(row) });
  },

  async listFiles(ctx, subject) {
    await requireSubject(ctx, subject);
    const items = await ctx.db
      .select()
      .from(storedFile)
      .where(and(eq(storedFile.subjectType, subject.subjectType), eq(storedFile.subjectId, subject.subjectId)))
      .orderBy(desc(storedFile.createdAt), desc(storedFile.id))
      .limit(filesPerSubject);
    return { items };
  },

  async storeFile(ctx, { contentBase64, ...input }) {
    await requireSubject(ctx, input);
    const content = Buffer.from(contentBase64, 'base64');
    if (content.byteLength === 0) throw invalid('contentBase64: The file is empty.', 'contentBase64');
    if (content.byteLength > fileLimitBytes) throw invalid('contentBase64: A file may have 10 MB.', 'contentBase64');
    const [held] = await ctx.db
      .select({ files: sql<number>`count(*)::int` })
      .from(storedFile)
      .where(and(eq(storedFile.subjectType, input.subjectType), eq(storedFile.subjectId, input.subjectId)));
    if ((held?.files ?? 0) >= filesPerSubject)
      throw new AppError('limit', `${filesPerSubject} files are here already; remove one first.`);
    const put = await files().put(ctx.tenant.id, content);
    const [row] = await ctx.db
      .insert(storedFile)
      .values({ ...input, ...put, id: ctx.newId(), uploadedBy: ctx.actor.name, createdAt: ctx.nowIso })
      .returning();
    ctx.changed({ type: input.subjectType, id: input.subjectId, after: { file: row!.name, sha256: put.sha256 } });
    await ctx.emit('file.stored', { fileId: row!.id, ...about(input) });
    return row!;
  },

  async download(ctx, { id }) {
    const [row] = await ctx.db.select().from(storedFile).where(eq(storedFile.id, id));
    if (!row) throw notFound('file');
    return { filename: row.name, body: await files().get(ctx.tenant.id, row.sha256) };
  },

  async removeFile(ctx, { id }) {
    const [row] = await ctx.db.delete(storedFile).where(eq(storedFile.id, id)).returning();
    if (!row) throw notFound('file');
    ctx.changed({
      type: row.subjectType,
      id: row.subjectId,
      before: { file: row.name, sha256: row.sha256 },
      after: null,
    });
    await ctx.emit('file.removed', { fileId: id, ...about(row) });
  },

  async timeline(ctx, { id, topic, cursor, limit }) {
    await ctx.call(customers, 'get', { id });
    const after = readCursor(cursor, z.tuple([z.iso.datetime(), z.int()]));
    const named = topic ? eventsOf(topic) : undefined;
    const rows = await ctx.db
      .select({ id: outbox.id, at: outbox.at, seq: outbox.seq, name: outbox.name, payload: outbox.payload })
      .from(outbox)
      .where(
        and(
          eq(outbox.customerId, id),
          named && ('only' in named ? inArray(outbox.name, named.only) : notInArray(outbox.name, named.except)),
          after ? sql`(${outbox.at}, ${outbox.seq}) < (${after[0]}, ${after[1]})` : undefined,
        ),
      )
      .orderBy(desc(outbox.at), desc(outbox.seq))
      .limit(limit + 1);
    const figures = figuresOf(ctx.tenant.locale);
    return pageOf(
      rows,
      limit,
      ({ id: eventId, at, name, payload }) => ({ id: eventId, at, event: name, ...inWords(name, payload, figures) }),
      (row) => [row.at, row.seq],
    );
  },
});
