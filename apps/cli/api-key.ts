import { Command } from 'commander';
import { AppError } from '#kernel/errors.ts';
import { apiKeys } from '#modules/identity/api-keys/contract.ts';
import { connected, table } from './connect.ts';

const collect = (value: string, earlier: string[]) => [...earlier, ...value.split(',').filter(Boolean)];
const day = (iso: string | null, none: string) => iso?.slice(0, 16).replace('T', ' ') ?? none;

const create = new Command('create')
  .description('create an API key; it is printed once, for the header X-API-Key')
  .requiredOption('--tenant <slug>', 'the provider it works in')
  .requiredOption('--name <name>', 'what it is for')
  .option(
    '--can <permission>',
    'what it may do, such as customers.customer:read; may be given several times',
    collect,
    [],
  )
  .option('--days <days>', 'days until it ends; left out: it does not end', Number)
  .action(({ tenant, name, can, days }: { tenant: string; name: string; can: string[]; days?: number }) =>
    connected(async ({ kernel, as, ...to }) => {
      if (can.length === 0)
        throw new AppError('invalid', '--can: give at least one permission, such as customers.customer:read.');
      const made = await kernel.run(as('isp', await to.tenant(tenant)), apiKeys, 'create', {
        name,
        permissions: can,
        expiresInDays: days ?? null,
      });
      console.log(made.key);
    }),
  );

const list = new Command('list')
  .description('list the API keys of a provider')
  .requiredOption('--tenant <slug>', 'the provider')
  .action(({ tenant }: { tenant: string }) =>
    connected(async ({ kernel, as, ...to }) => {
      const { items } = await kernel.run(as('isp', await to.tenant(tenant)), apiKeys, 'list', {});
      const rows = items.map((k) => ({
        id: k.id,
        name: k.name,
        prefix: k.prefix,
        can: k.permissions.join(' '),
        expires: day(k.expiresAt, 'never'),
        'last used': day(k.lastUsedAt, 'never'),
        revoked: day(k.revokedAt, ''),
      }));
      console.log(table(rows));
    }),
  );

const revoke = new Command('revoke')
  .description('end an API key')
  .requiredOption('--tenant <slug>', 'the provider')
  .requiredOption('--id <id>', 'as npx dotmac api-key list shows it')
  .action(({ tenant, id }: { tenant: string; id: string }) =>
    connected(async ({ kernel, as, ...to }) => {
      await kernel.run(as('isp', await to.tenant(tenant)), apiKeys, 'revoke', { id });
      console.log('Revoked; it is refused within five seconds.');
    }),
  );

export const apiKey = new Command('api-key')
  .description('keys for programs that use the API')
  .addCommand(create)
  .addCommand(list)
  .addCommand(revoke);
