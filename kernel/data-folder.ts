import { AppError } from './errors.ts';

/** The sentence for a data folder that cannot be written to. */
export function dataFolderError(dataDir: string, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const about = `DOTMAC_DATA: the data folder ${dataDir}`;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('unavailable', `${about} is on a full disk; free some space and start again.`, { cause });
  if (code === 'EROFS')
    return new AppError('invalid', `${about} is on a read-only file system; choose a folder that can be written to.`, {
      cause,
    });
  if (code === 'EACCES' || code === 'EPERM')
    return new AppError(
      'invalid',
      `${about} may not be written by this user; change its owner or choose another folder.`,
      { cause },
    );
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return new AppError('invalid', `${about} is, or lies below, a file; choose a folder.`, { cause });
  return new AppError(
    'unavailable',
    `${about} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`,
    { cause },
  );
}
