import { Command, InvalidArgumentError } from 'commander';
import { demoIsps } from '#apps/demo/isps.ts';
import { loadConfig } from '#kernel/config.ts';
import { demoPassword, demoPeople } from '#modules/identity/staff/demo.ts';
import { table } from './connect.ts';
import { start } from './start.ts';

function subscribers(value: string): string {
  if (!/^\d+$/.test(value) || Number(value) < 20 || Number(value) > 100_000)
    throw new InvalidArgumentError('Give a whole number from 20 to 100000.');
  return value;
}

const run = new Command('start')
  .description('start the system with the demo, on an empty database; as DOTMAC_DEMO=1 with `dotmac start`')
  .option('--subscribers <n>', 'subscribers of the larger ISP, 20 to 100000; the smaller has a tenth', subscribers)
  .action(async ({ subscribers: wanted }: { subscribers?: string }) => {
    process.env['DOTMAC_DEMO'] = '1';
    if (wanted) process.env['DOTMAC_DEMO_SUBSCRIBERS'] = wanted;
    await start.parseAsync([], { from: 'user' });
  });

const accounts = new Command('accounts')
  .description('list the accounts of the demo; they work nowhere else')
  .action(() => {
    const { ispUrl, platformUrl } = loadConfig();
    const people = demoPeople.map(({ door, email, name, role, tenant }) => ({
      email,
      name,
      role,
      at: door === 'tenant' ? `${platformUrl}/tenant-portal` : tenant ? ispUrl : platformUrl,
      password: demoPassword,
    }));
    const lines = demoIsps.map(({ slug }) => ({
      email: 'C-000001',
      name: 'the first subscriber',
      role: 'subscriber',
      at: `${ispUrl}/customer-portal?provider=${slug}`,
      password: demoPassword,
    }));
    console.log(table([...people, ...lines]));
  });

export const demo = new Command('demo')
  .description('the demo: two ISPs with subscribers, a past, and simulated networks')
  .addCommand(run)
  .addCommand(accounts);
