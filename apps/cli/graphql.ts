import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import { printSchema } from 'graphql';
import { type Door, doors } from '#kernel/contract/fields.ts';
import { graphSchema } from '#kernel/graphql/schema.ts';
import { modules } from '#modules/list.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'laws/graphql');

/** Where a door's schema is kept, so that a change of the graph shows in a review. */
export const schemaFile = (door: Door): string => path.join(folder, `${door}.graphql`);

/** The schema of a door in GraphQL's own language, in alphabetical order. */
export const schemaText = (door: Door): string => `${printSchema(graphSchema(modules, door))}\n`;

export const graphql = new Command('graphql')
  .description('print the GraphQL schema of a door, or write those of all doors where a review sees them')
  .addOption(new Option('--door <door>', 'whose graph').choices(doors).default('isp'))
  .option('--write', 'write laws/graphql/<door>.graphql of every door')
  .action(({ door, write }: { door: Door; write?: boolean }) => {
    if (!write) {
      process.stdout.write(schemaText(door));
      return;
    }
    mkdirSync(folder, { recursive: true });
    for (const each of doors) {
      const text = schemaText(each);
      writeFileSync(schemaFile(each), text);
      console.log(`${path.relative(root, schemaFile(each))}: ${text.split('\n').length} lines`);
    }
  });
