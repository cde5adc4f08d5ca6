import { bigint, boolean, index, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';
import { namesContent } from '#kernel/files-named.ts';
import type { subjectTypes } from './contract.ts';

const subject = () => ({
  subjectType: text().notNull().$type<(typeof subjectTypes)[number]>(),
  subjectId: uuid().notNull(),
});

export const note = tenantTable(
  'note',
  {
    ...subject(),
    text: text().notNull(),
    pinned: boolean().notNull(),
    authorId: text(),
    authorName: text().notNull(),
    createdAt: instantColumn().notNull(),
  },
  (t) => [index('note_subject').on(t.tenantId, t.subjectType, t.subjectId, t.createdAt)],
);

/** A file on a record; its content lies in the file store under its hash. */
export const storedFile = tenantTable(
  'stored_file',
  {
    ...subject(),
    name: text().notNull(),
    mediaType: text().notNull(),
    sizeBytes: bigint({ mode: 'number' }).notNull(),
    sha256: text().notNull(),
    uploadedBy: text().notNull(),
    createdAt: instantColumn().notNull(),
  },
  (t) => [
    index('stored_file_subject').on(t.tenantId, t.subjectType, t.subjectId, t.createdAt),
    index('stored_file_content').on(t.tenantId, t.sha256),
  ],
);
namesContent(storedFile, storedFile.sha256, storedFile.name);
