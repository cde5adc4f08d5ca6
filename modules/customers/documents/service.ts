import { createHash } from 'node:crypto';
import { desc, eq } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { AppError, conflict, invalid, notFound } from '#kernel/errors.ts';
import { files } from '#kernel/files.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { customerDocuments } from './contract.ts';
import { cleanName, consentSentence, documentLimitBytes, type Signature, signedText, sniffed } from './rules.ts';
import { customerDocument as table } from './tables.ts';

type Row = typeof table.$inferSelect;
const versionsPerCustomer = 200;

const hashOf = (documentId: string, sha256: string, signature: Signature) =>
  createHash('sha256')
    .update(signedText(documentId, sha256, signature))
    .digest('hex');

/** Held until commit: a signature and a removal must not pass each other. */
async function hold(ctx: Pick<Ctx, 'db'>, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(table).where(eq(table.id, id)).for('update');
  if (!row) throw notFound('document');
  return row;
}

/** Whose version it is; the new one goes after the latest. */
async function placeOf(ctx: Pick<Ctx, 'db'>, customerId: string, documentId: string) {
  const old = await hold(ctx, documentId);
  if (old.customerId !== customerId) throw notFound('document');
  const [latest] = await ctx.db
    .select()
    .from(table)
    .where(eq(table.seriesId, old.seriesId))
    .orderBy(desc(table.version))
    .limit(1);
  if (latest?.id !== old.id)
    throw conflict(`Version ${latest?.version} is newer; load the documents again and replace that one.`);
  return { seriesId: old.seriesId, version: old.version + 1, type: old.type };
}

async function contentIntact(ctx: Pick<Ctx, 'tenant'>, sha256: string): Promise<boolean> {
  try {
    await files().get(ctx.tenant.id, sha256);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return false;
    throw error;
  }
}

function signatureIntact(row: Row): boolean | null {
  const { signerName, consent, signedAt, signedFromIp, witnessedBy } = row;
  if (row.signatureHash === null) return null;
  if (signerName === null || consent === null || signedAt === null || witnessedBy === null) return false;
  return hashOf(row.id, row.sha256, { signerName, consent, signedAt, signedFromIp, witnessedBy }) === row.signatureHash;
}

export const service = implement(customerDocuments, {
  async list(ctx, { id }) {
    await ctx.call(customers, 'get', { id });
    const items = await ctx.db
      .select()
      .from(table)
      .where(eq(table.customerId, id))
      .orderBy(desc(table.createdAt), desc(table.id))
      .limit(versionsPerCustomer);
    return { items };
  },

  async add(ctx, { id: customerId, type, name, contentBase64, documentId }) {
    await ctx.call(customers, 'get', { id: customerId });
    const content = Buffer.from(contentBase64, 'base64');
    if (content.byteLength > documentLimitBytes)
      throw invalid('contentBase64: A document may have 10 MB.', 'contentBase64');
    const mediaType = sniffed(content);
    if (!mediaType)
      throw invalid('contentBase64: A document is a PDF, or a JPEG, PNG or WebP picture.', 'contentBase64');
    if ((await ctx.db.$count(table, eq(table.customerId, customerId))) >= versionsPerCustomer)
      throw new AppError('limit', `${versionsPerCustomer} documents are here already; remove one first.`);
    const id = ctx.newId();
    const place = documentId ? await placeOf(ctx, customerId, documentId) : { seriesId: id, version: 1, type };
    const put = await files().put(ctx.tenant.id, content);
    const rest = { name: cleanName(name, mediaType), mediaType, addedBy: ctx.actor.name, createdAt: ctx.nowIso };
    const [row] = await ctx.db
      .insert(table)
      .values({ id, customerId, ...place, ...put, ...rest })
      .returning();
    ctx.changed({
      type: 'customer',
      id: customerId,
      after: { document: row!.name, version: row!.version, sha256: row!.sha256 },
    });
    await ctx.emit('document.added', { documentId: id, customerId, type: row!.type, version: row!.version });
    return row!;
  },

  async download(ctx, { id }) {
    const [row] = await ctx.db.select().from(table).where(eq(table.id, id));
    if (!row) throw notFound('document');
    return { filename: row.name, body: await files().get(ctx.tenant.id, row.sha256) };
  },

  async sign(ctx, { id, signerName, sha256 }) {
    const held = await hold(ctx, id);
    if (held.signatureHash !== null) throw conflict(`${held.signerName} has signed this version already.`);
    if (held.sha256 !== sha256) throw conflict('This is not the content that is kept; open the document again.');
    if (!(await contentIntact(ctx, sha256)))
      throw conflict('The stored file is not what was uploaded; upload it again before it is signed.');
    const signature = {
      signerName,
      consent: consentSentence,
      signedAt: ctx.nowIso,
      signedFromIp: ctx.ipAddress ?? null,
      witnessedBy: ctx.actor.name,
    };
    const signatureHash = hashOf(id, sha256, signature);
    const [row] = await ctx.db
      .update(table)
      .set({ ...signature, signatureHash })
      .where(eq(table.id, id))
      .returning();
    const { customerId, type } = held;
    ctx.changed({
      type: 'customer',
      id: customerId,
      after: { document: held.name, signerName, sha256, signatureHash },
    });
    await ctx.emit('document.signed', { documentId: id, customerId, type });
    return row!;
  },

  async verify(ctx, { id }) {
    const [row] = await ctx.db.select().from(table).where(eq(table.id, id));
    if (!row) throw notFound('document');
    return { id, contentIntact: await contentIntact(ctx, row.sha256), signatureIntact: signatureIntact(row) };
  },

  async remove(ctx, { id, reason }) {
    const { customerId, type, name, version, sha256, signatureHash } = await hold(ctx, id);
    await ctx.db.delete(table).where(eq(table.id, id));
    ctx.changed({
      type: 'customer',
      id: customerId,
      before: { document: name, version, sha256, signatureHash },
      after: { document: null, reason },
    });
    await ctx.emit('document.removed', { documentId: id, customerId, type });
  },
});
