import { AppError } from '../errors.ts';
import { connectOwner } from './migrate.ts';

/**
 * Decides whether this is a demo, and records it at the first start of a database.
 * @param asked DOTMAC_DEMO; undefined: as recorded, or a demo when the database is new and embedded
 * @throws AppError `invalid` when a demo is asked of a database in real use
 */
export async function settleDemo(ownerUrl: string, asked: boolean | undefined, embedded: boolean): Promise<boolean> {
  const owner = await connectOwner(ownerUrl);
  try {
    await owner.query('insert into dotmac.installation (demo) values ($1) on conflict do nothing', [asked ?? embedded]);
    const { rows } = await owner.query<{ demo: boolean }>('select demo from dotmac.installation');
    const recorded = rows[0]?.demo ?? false;
    if (asked && !recorded)
      throw new AppError(
        'invalid',
        'DOTMAC_DEMO: this database is in use without the demo; choose an empty one for it.',
        { field: 'DOTMAC_DEMO' },
      );
    return asked ?? recorded;
  } finally {
    await owner.end();
  }
}

/** Whether this installation is a demo, as recorded; false before its first start. */
export async function recordedDemo(ownerUrl: string): Promise<boolean> {
  const owner = await connectOwner(ownerUrl);
  try {
    const { rows } = await owner.query<{ demo: boolean }>('select demo from dotmac.installation');
    return rows[0]?.demo ?? false;
  } finally {
    await owner.end();
  }
}
