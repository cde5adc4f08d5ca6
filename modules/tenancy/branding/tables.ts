import { bigint, primaryKey, text } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';
import { namesContent } from '#kernel/files-named.ts';
import type { BrandImage } from './contract.ts';

/** One row for each provider that set anything. */
export const brand = tenantTable(
  'brand',
  {
    productName: text(),
    companyName: text(),
    supportEmail: text(),
    supportPhone: text(),
    colourLight: text(),
    colourDark: text(),
    termsUrl: text(),
    privacyUrl: text(),
    updatedAt: instantColumn().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId] })],
  { ownKey: true },
);

export const brandImage = tenantTable(
  'brand_image',
  {
    which: text().notNull().$type<BrandImage>(),
    mediaType: text().notNull(),
    sha256: text().notNull(),
    sizeBytes: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.which] })],
  { ownKey: true },
);
namesContent(brandImage, brandImage.sha256, brandImage.which);
