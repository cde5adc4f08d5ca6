import { sql } from 'drizzle-orm';
import { check, index, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { NoticeArea, NoticeKind } from './rules.ts';

export const serviceNotice = tenantTable(
  'service_notice',
  {
    kind: text().notNull().$type<NoticeKind>(),
    title: text().notNull(),
    text: text().notNull(),
    area: text().notNull().$type<NoticeArea>(),
    areaKeys: text().array().notNull(),
    areaNames: text().array().notNull(),
    startsAt: instantColumn().notNull(),
    endsAt: instantColumn(),
    resolvedAt: instantColumn(),
    authorName: text().notNull(),
    createdAt: instantColumn().notNull(),
    updatedAt: instantColumn().notNull(),
  },
  (t) => [
    index('service_notice_open').on(t.tenantId, t.startsAt).where(sql`resolved_at is null`),
    index('service_notice_resolved').on(t.tenantId, t.resolvedAt),
    check('service_notice_times', sql`${t.endsAt} is null or ${t.endsAt} > ${t.startsAt}`),
  ],
);

export const noticeUpdate = tenantTable(
  'notice_update',
  {
    noticeId: uuid().notNull(),
    at: instantColumn().notNull(),
    text: text().notNull(),
    authorName: text().notNull(),
  },
  (t) => [
    index('notice_update_notice').on(t.tenantId, t.noticeId, t.id),
    tenantReference(t, t.noticeId, serviceNotice),
  ],
  { appendOnly: true },
);
