import { Command } from 'commander';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { connected, table } from './connect.ts';

interface NewTenant {
  slug: string;
  name: string;
  country: string;
  currency: string;
  zone: string;
  locale: string;
  adminName: string;
  adminEmail: string;
}

const create = new Command('create')
  .description('create an internet provider and invite its administrator by mail')
  .requiredOption('--slug <slug>', 'short name, used in links and commands')
  .requiredOption('--name <name>', 'name of the provider')
  .requiredOption('--country <code>', 'two letters (ISO 3166), such as DE')
  .requiredOption('--currency <code>', 'three letters (ISO 4217), such as EUR')
  .requiredOption('--zone <zone>', 'time zone, such as Europe/Berlin')
  .option('--locale <tag>', 'language of the provider', 'en')
  .requiredOption('--admin-name <name>', 'name of its first administrator')
  .requiredOption('--admin-email <address>', 'where the invitation goes')
  .action(({ slug, name, country, currency, zone, locale, adminName, adminEmail }: NewTenant) =>
    connected(async ({ kernel, as }) => {
      const input = { slug, name, country, currency, timeZone: zone, locale, adminName, adminEmail };
      const made = await kernel.run(as('platform', null), tenants, 'create', input);
      console.log(
        `Created ${made.name} (${made.slug}). The invitation to ${made.adminEmail} is in the platform's outbox.`,
      );
    }),
  );

const list = new Command('list')
  .description('list the internet providers')
  .option('--json', 'as JSON')
  .action(({ json }: { json?: boolean }) =>
    connected(async ({ kernel, as }) => {
      const { items } = await kernel.run(as('platform', null), tenants, 'list', { limit: 200 });
      const rows = items.map(({ slug, name, status, subscribers, online, staff, currency, timeZone }) => ({
        slug,
        name,
        status,
        subscribers,
        online,
        staff,
        currency,
        timeZone,
      }));
      console.log(json ? JSON.stringify(rows, null, 2) : table(rows));
    }),
  );

export const tenant = new Command('tenant')
  .description('internet providers of this installation')
  .addCommand(create)
  .addCommand(list);
