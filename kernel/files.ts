import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from './errors.ts';
import { uuidPattern } from './ids.ts';

/**
 * Where the content of files lies, by tenant and SHA-256 (hex). The same content is kept once. Content is put there before
 * the row that names it commits and stays when the row goes; `sweep` removes what no row names.
 */
export interface FileStore {
  put(tenantId: string, content: Uint8Array): Promise<{ sha256: string; sizeBytes: number }>;
  /** @throws AppError `unavailable` when the content is missing or is not what was put there */
  get(tenantId: string, sha256: string): Promise<Uint8Array>;
  /**
   * Removes content that `isNamed` denies and that nobody has put there since `beforeMs` (Unix milliseconds).
   * @returns how many were removed
   */
  sweep(
    tenantId: string,
    beforeMs: number,
    isNamed: (sha256: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<number>;
}

const digest = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const hashPattern = /^[0-9a-f]{64}$/;
const sweepBatch = 1_000;

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Says in a sentence what a person must do when the folder cannot be written. */
function folderError(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('unavailable', `The disk of ${folder} is full; free some space.`, { cause: error });
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM')
    return new AppError('unavailable', `The folder ${folder} cannot be written; change its rights.`, { cause: error });
  return error;
}

/** Content in a folder: `<root>/<tenant>/<sha256>`. A file is complete or not there, also after a crash. */
export function folderFiles(root: string): FileStore {
  const folderOf = (tenantId: string) => {
    if (!uuidPattern.test(tenantId)) throw new TypeError('A tenant is named by its id.');
    return path.join(root, tenantId);
  };
  const fileOf = (tenantId: string, sha256: string) => {
    if (!hashPattern.test(sha256)) throw new TypeError('Content is named by its SHA-256 in hex.');
    return path.join(folderOf(tenantId), sha256);
  };

  /** True when it lies there; from now on a sweep must leave it alone again. */
  async function touch(file: string): Promise<boolean> {
    const now = new Date();
    try {
      await utimes(file, now, now);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  return {
    async put(tenantId, content) {
      const sha256 = digest(content);
      const file = fileOf(tenantId, sha256);
      const put = { sha256, sizeBytes: content.byteLength };
      try {
        if (await touch(file)) return put;
        const folder = folderOf(tenantId);
        await mkdir(folder, { recursive: true, mode: 0o750 });
        const temporary = path.join(folder, `.${randomUUID()}`);
        try {
          const handle = await open(temporary, 'wx', 0o640);
          try {
            await handle.writeFile(content);
            await handle.sync();
          } finally {
            await handle.close();
          }
          await rename(temporary, file);
        } finally {
          await rm(temporary, { force: true });
        }
        return put;
      } catch (error) {
        throw folderError(error, root);
      }
    },

    async get(tenantId, sha256) {
      try {
        const content = await readFile(fileOf(tenantId, sha256));
        if (digest(content) !== sha256)
          throw new AppError('unavailable', 'The content of this file was damaged on disk; restore it from a backup.');
        return content;
      } catch (error) {
        if (isMissing(error))
          throw new AppError('unavailable', 'The content of this file is missing on disk; restore it from a backup.', {
            cause: error,
          });
        throw error;
      }
    },

    async sweep(tenantId, beforeMs, isNamed) {
      const folder = folderOf(tenantId);
      const names = await readdir(folder).catch((error) => {
        if (isMissing(error)) return [];
        throw error;
      });
      let removed = 0;
      for (let at = 0; at < names.length; at += sweepBatch) {
        const old: string[] = [];
        for (const name of names.slice(at, at + sweepBatch)) {
          const found = await stat(path.join(folder, name)).catch(() => null);
          if (found && found.mtimeMs < beforeMs) old.push(name);
        }
        const named = await isNamed(old.filter((name) => hashPattern.test(name)));
        for (const name of old.filter((n) => !named.has(n))) {
          await rm(path.join(folder, name), { force: true });
          removed += 1;
        }
      }
      return removed;
    },
  };
}

let store: FileStore | null = null;
/** Called once when a process starts. */
export function startFiles(files: FileStore): void {
  store = files;
}
/** The file store of this process. @throws AppError `not_configured` when none was given at start */
export function files(): FileStore {
  if (!store) throw new AppError('not_configured', 'This process was started without a place for files.');
  return store;
}
