import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const folders = 'apps,bench,docs,e2e,kernel,laws,modules,protocols,scripts,ui';
const sources = globSync(`{${folders}}/**/*.{ts,tsx,mjs,sql,css,md}`, {
  cwd: root,
  exclude: (name) => /(^|\/)(dist|node_modules|test-results|zz-[^/]*)$/.test(String(name)),
}).filter((file) => !file.includes('/dist/'));
const textOf = new Map(sources.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

const isTest = (file: string) => /\.test\.tsx?$|(^|\/)testing(-\w+)?(\.ts$|\/)|^e2e\/|^laws\//.test(file);
const isCode = (file: string) => /\.(ts|tsx|mjs)$/.test(file);
/** Comments say things that code may not do. */
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

/** Lines of the files chosen that match, as `file:line text`. */
function found(choose: (file: string) => boolean, pattern: RegExp): string[] {
  return [...textOf]
    .filter(([file]) => choose(file))
    .flatMap(([file, text]) =>
      (isCode(file) ? withoutComments(text) : text)
        .split('\n')
        .flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1} ${line.trim().slice(0, 120)}`] : [])),
    );
}
const fileOf = (hit: string) => hit.slice(0, hit.indexOf(':'));
/** What is found nowhere but where an exception allows it; an exception that nothing needs any more has to go. */
function expectOnly(hits: string[], allowed: Record<string, string>): void {
  const covers = (prefix: string) => (hit: string) => fileOf(hit).startsWith(prefix);
  const prefixes = Object.keys(allowed);
  expect(hits.filter((hit) => !prefixes.some((prefix) => covers(prefix)(hit)))).toEqual([]);
  expect(prefixes.filter((prefix) => !hits.some(covers(prefix)))).toEqual([]);
}

describe('the source', () => {
  it('was found', () => {
    expect(sources.length).toBeGreaterThan(300);
    for (const folder of ['kernel', 'modules', 'ui', 'laws'])
      expect(
        sources.some((file) => file.startsWith(`${folder}/`)),
        folder,
      ).toBe(true);
  });

  it('reads the environment where the settings are, in what starts, and in tests', () => {
    const elsewhere = (file: string) =>
      isCode(file) && !isTest(file) && !/^(apps|bench|scripts)\//.test(file) && file !== 'kernel/config.ts';
    expect(found(elsewhere, /\bprocess\.env\b/)).toEqual([]);
  });

  it('takes time and chance from the context, in modules', () => {
    const server = (file: string) =>
      file.startsWith('modules/') && isCode(file) && !isTest(file) && !file.includes('/ui/');
    expect(found(server, /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bTemporal\.Now\b/)).toEqual([]);
  });

  it('casts nothing away, in modules', () => {
    const modules = (file: string) => file.startsWith('modules/') && isCode(file) && !isTest(file);
    expect(found(modules, /\bas any\b|\bas unknown as\b|\bas never\b|@ts-(ignore|expect-error|nocheck)/)).toEqual([]);
  });

  it('leaves tenants to row-level security: no tenant_id in what modules ask the database', () => {
    const services = (file: string) =>
      file.startsWith('modules/') &&
      file.endsWith('.ts') &&
      !isTest(file) &&
      !file.endsWith('/tables.ts') &&
      !file.includes('/ui/');
    expectOnly(found(services, /\btenant_id\b|\beq\(\w+\.tenantId\b/), {
      'modules/identity/api-keys/lookup.ts': 'a key says which tenant it belongs to',
      'modules/identity/portal-accounts/lookup.ts': 'before sign-in no tenant is known',
      'modules/identity/portal-visits/lookup.ts': 'a link or a cookie says which tenant it belongs to',
      'modules/identity/staff/lookup.ts': 'before sign-in no tenant is known',
      'modules/identity/sign-in-providers/lookup.ts': 'before sign-in no tenant is known',
      'modules/identity/scim/lookup.ts': 'a token says which tenant it belongs to',
      'modules/tenancy/account-managers/lookup.ts': 'before sign-in no tenant is known',
      'modules/tenancy/tenant-portal/service.ts': 'the platform bills the provider it names',
      'modules/tenancy/account-managers/service.ts': 'the platform works on the rows of the provider it names',
      'modules/licensing/account-billing/store.ts': 'the platform reads the accounts of all providers',
      'modules/licensing/accounts/accounts-list.ts': 'the platform reads the accounts of all providers',
      'modules/network/freeradius/inbox.ts': 'moves what FreeRADIUS wrote for all tenants, under the role that may',
      'modules/network/radius/aaa/': 'the AAA engine serves all tenants, under the role that may',
      'modules/platform/audit/chain.ts': 'reads the links of a chain, under a role that sees all',
      'modules/platform/audit/sealer.ts': 'seals the trails of all tenants',
      'modules/tenancy/support-access/': 'a cookie says which tenant it belongs to; the platform asks of tenants',
      'modules/tenancy/tenants/service.ts': 'tenants are what it is about',
    });
  });

  it('reaches the database through the context: no pool in modules', () => {
    const services = (file: string) => file.startsWith('modules/') && file.endsWith('.ts') && !isTest(file);
    expectOnly(found(services, /\bpools?\.(app|system|platform|auth)\b|from 'pg'|\bopenPools?\(/), {
      'modules/identity/api-keys/lookup.ts': 'finds the tenant',
      'modules/identity/portal-visits/lookup.ts': 'finds the tenant',
      'modules/identity/staff/': 'finds the tenant, and keeps the realms',
      'modules/tenancy/support-access/lookup.ts': 'finds the tenant',
      'modules/identity/sign-in-providers/': 'finds the tenant',
      'modules/identity/scim/': 'finds the tenant',
      'modules/network/freeradius/inbox.ts': 'works for all tenants',
      'modules/tenancy/account-managers/lookup.ts': 'finds the tenant',
      'modules/network/radius/aaa/': 'a process of its own',
      'modules/platform/audit/sealer.ts': 'works for all tenants',
    });
  });

  it('leaves nothing for later', () => {
    const mark = new RegExp(
      ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].map((word) => `\\b${word}\\b`).join('|'),
    );
    const marks = [...textOf].filter(([, text]) => mark.test(text)).map(([file]) => file);
    expect(marks).toEqual([]);
  });

  it('prints nothing but where people look: on the command line, in scripts and benchmarks', () => {
    const quiet = (file: string) =>
      isCode(file) && !isTest(file) && !/^(apps\/cli|apps\/simulator|apps\/demo|bench|scripts)\//.test(file);
    expect(found(quiet, /\bconsole\.\w+\(/)).toEqual([]);
  });

  it('keeps the contract kit, invoke() and the transports small: 2000 lines of code together', () => {
    const core =
      /^kernel\/(contract\/.*|http\/.*|graphql\/.*|kernel|context|module)\.ts$|^kernel\/(contract|http|graphql)\//;
    const lines = [...textOf]
      .filter(([file]) => core.test(file) && !isTest(file))
      .flatMap(([, text]) => withoutComments(text).split('\n'))
      .filter((line) => line.trim() !== '');
    expect(lines.length).toBeGreaterThan(1000);
    expect(lines.length).toBeLessThanOrEqual(2000);
  });

  it('has no file that is two things: 400 lines at most', () => {
    const long = [...textOf]
      .filter(([file, text]) => isCode(file) && text.split('\n').length - 1 > 400)
      .map(([file]) => `${file}:`);
    expectOnly(long, {
      'bench/aaa/load/radius-load.mjs': 'the load generator stands alone, so that it can be run against any server',
      'modules/network/radius/aaa/engine.test.ts': 'one engine, under one load',
    });
  });
});
