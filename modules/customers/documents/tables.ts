import { bigint, index, integer, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';
import { namesContent } from '#kernel/files-named.ts';
import type { documentTypes } from './contract.ts';
import type { MediaType } from './rules.ts';

/** One version of a document; its content lies in the file store under its hash. */
export const customerDocument = tenantTable(
  'customer_document',
  {
    customerId: uuid().notNull(),
    seriesId: uuid().notNull(),
    version: integer().notNull(),
    type: text().notNull().$type<(typeof documentTypes)[number]>(),
    name: text().notNull(),
    mediaType: text().notNull().$type<MediaType>(),
    sizeBytes: bigint({ mode: 'number' }).notNull(),
    sha256: text().notNull(),
    addedBy: text().notNull(),
    createdAt: instantColumn().notNull(),
    signerName: text(),
    consent: text(),
    signedAt: instantColumn(),
    signedFromIp: text(),
    witnessedBy: text(),
    signatureHash: text(),
  },
  (t) => [
    index('customer_document_customer').on(t.tenantId, t.customerId, t.createdAt),
    unique('customer_document_version').on(t.tenantId, t.seriesId, t.version),
    index('customer_document_content').on(t.tenantId, t.sha256),
  ],
  { customerOwned: 'customerId' },
);
namesContent(customerDocument, customerDocument.sha256, customerDocument.name);
