import { Command } from 'commander';
import { describeConfig } from '#kernel/config.ts';

export const config = new Command('config')
  .description('list every setting: its value, where that comes from, what it means; secrets are masked')
  .option('--json', 'as JSON')
  .action(({ json }: { json?: boolean }) => {
    const lines = describeConfig();
    if (json) {
      console.log(JSON.stringify(lines, null, 2));
      return;
    }
    const width = Math.max(...lines.map(({ name }) => name.length));
    for (const { name, value, source, about } of lines) {
      console.log(`${name.padEnd(width)}  ${source === 'unset' ? '(unset)' : `${value}  (${source})`}`);
      console.log(`${' '.repeat(width)}  ${about}`);
    }
  });
