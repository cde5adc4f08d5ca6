const due: (() => Promise<unknown>)[] = [];

/** Does something after the last test of the file, wherever it is called; what was asked for last comes first. */
export const atEnd = (clean: () => Promise<unknown>): void => void due.push(clean);

/** For the set-up file, which hangs it after the file's own hooks. */
export async function cleanUp(): Promise<void> {
  for (const clean of due.splice(0).reverse()) await clean();
}
