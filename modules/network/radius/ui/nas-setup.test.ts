import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { gardenNameMeaning } from '#protocols/radius/walled-garden.ts';
import { nasVendors } from '../contract.ts';
import { isLoopback, nasSetup, radsecSetup } from './nas-setup.ts';

it.each(nasVendors)('the text for %s names the server, its ports and the secret', (vendor) => {
  const text = nasSetup({
    vendor,
    server: '198.51.100.7',
    authPort: 21_812,
    acctPort: 21_813,
    coaPort: 3799,
    secret: 's3cret',
  });
  for (const part of ['198.51.100.7', '21812', '21813', 's3cret']) expect(text).toContain(part);
});

it('the CoA port is named for every make', () => {
  for (const vendor of nasVendors)
    expect(
      nasSetup({ vendor, server: '198.51.100.7', authPort: 1812, acctPort: 1813, coaPort: 1700, secret: 'x' }),
    ).toContain('1700');
});

it.each(nasVendors)('the text for RadSec on %s names the server, its port and the secret of RadSec', (vendor) => {
  const text = radsecSetup({ vendor, server: 'radius.isp.example', port: 12_083 });
  for (const part of ['radius.isp.example', '12083', 'radsec']) expect(text).toContain(part);
});

it.each(nasVendors)('the page about %s has the very lines that the console shows', (vendor) => {
  const name = vendor === 'generic' ? 'other' : vendor;
  const page = readFileSync(new URL(`../../../../docs/connect-your-router/${name}.md`, import.meta.url), 'utf8');
  const coaPort = vendor === 'ubiquiti' ? 3779 : 3799;
  const setup = { vendor, server: '198.51.100.7', authPort: 1812, acctPort: 1813, coaPort, secret: 'SECRET' };
  expect(page).toContain(`\`\`\`\n${nasSetup(setup)}\n\`\`\``);
});

it.each(['mikrotik', 'generic'] as const)('the page about RadSec has the lines for %s', (vendor) => {
  const page = readFileSync(new URL('../../../../docs/connect-your-router/radsec.md', import.meta.url), 'utf8');
  expect(page).toContain(radsecSetup({ vendor, server: '198.51.100.7', port: 2083 }));
});

it('the page about gardens says what the name names, as the product does', () => {
  const page = readFileSync(new URL('../../../../docs/connect-your-router/README.md', import.meta.url), 'utf8');
  for (const vendor of nasVendors) expect(page).toContain(`| ${gardenNameMeaning(vendor)} |`);
});

it('knows what only this machine reaches', () => {
  expect(['127.0.0.1', '::1', 'localhost', '127.9.9.9'].every(isLoopback)).toBe(true);
  expect(['10.0.0.1', '2001:db8::1', 'isp.example'].some(isLoopback)).toBe(false);
});
