import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import { type Door, doors } from '#kernel/contract/fields.ts';
import { openApiDocument } from '#kernel/http/openapi.ts';
import { modules } from '#modules/list.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'laws/openapi');

/** Where a door's document is kept, so that a change of the API shows in a review. */
export const documentFile = (door: Door): string => path.join(folder, `${door}.json`);

/** The OpenAPI document of a door as text, its paths in alphabetical order. */
export async function documentText(door: Door): Promise<string> {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const document = await openApiDocument(
    modules.map((m) => m.contract),
    door,
    version,
  );
  const paths = Object.fromEntries(Object.entries(document.paths ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ ...document, paths }, null, 2)}\n`;
}

export const openapi = new Command('openapi')
  .description('print the OpenAPI 3.1 document of a door, or write those of all doors where a review sees them')
  .addOption(new Option('--door <door>', 'whose API').choices(doors).default('isp'))
  .option('--write', 'write laws/openapi/<door>.json of every door')
  .action(async ({ door, write }: { door: Door; write?: boolean }) => {
    if (!write) {
      process.stdout.write(await documentText(door));
      return;
    }
    mkdirSync(folder, { recursive: true });
    for (const each of doors) {
      const text = await documentText(each);
      writeFileSync(documentFile(each), text);
      const count = Object.values(JSON.parse(text).paths as Record<string, object>).flatMap(Object.keys).length;
      console.log(`${path.relative(root, documentFile(each))}: ${count} operations`);
    }
  });
