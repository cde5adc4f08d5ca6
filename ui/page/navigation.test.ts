import { describe, expect, test } from 'vitest';
import { activeNav, crumbsAt, holds, navGroups, pageAt } from './navigation.ts';
import { definePages, type PageModule } from './pages.ts';

const load = (): Promise<PageModule> => Promise.reject(new Error('not loaded in this test'));
const customers = '/dashboard/operations/customers';
const pages = definePages('isp', [
  { path: '/dashboard', title: 'Dashboard', nav: { icon: 'gauge', order: 1 }, load },
  {
    path: customers,
    title: 'Customers',
    can: 'crm.customer:read',
    nav: { group: 'Customers', icon: 'users', order: 20 },
    load,
  },
  { path: `${customers}/new`, title: 'New customer', can: 'crm.customer:write', load },
  { path: `${customers}/$id`, title: 'Customer', can: 'crm.customer:read', load },
  {
    path: '/dashboard/leads',
    title: 'Leads',
    can: 'crm.lead:read',
    nav: { group: 'Customers', icon: 'target', order: 10 },
    load,
  },
  {
    path: '/dashboard/nas',
    title: 'NAS',
    can: 'network.nas:read',
    nav: { group: 'Network', icon: 'server', order: 1 },
    load,
  },
]);
const titles = (permissions: string[], order?: string[]) =>
  navGroups(pages, new Set(permissions), order).map(({ name, pages: members }) => [
    name,
    members.map(({ title }) => title),
  ]);

describe('navigation', () => {
  test('shows only what the person may open, and no group without a page', () => {
    expect(titles(['crm.customer:read'])).toEqual([
      [undefined, ['Dashboard']],
      ['Customers', ['Customers']],
    ]);
    expect(titles([])).toEqual([[undefined, ['Dashboard']]]);
  });

  test('orders pages within a group and groups as the app says', () => {
    expect(titles(['*'], ['Network', 'Customers'])).toEqual([
      [undefined, ['Dashboard']],
      ['Network', ['NAS']],
      ['Customers', ['Leads', 'Customers']],
    ]);
  });

  test('a wildcard permission opens its whole area or thing, and nothing beside it', () => {
    expect(holds(new Set(['crm.*']), 'crm.customer:write')).toBe(true);
    expect(holds(new Set(['crm.customer:*']), 'crm.customer:write')).toBe(true);
    expect(holds(new Set(['crm.customer:*']), 'crm.lead:write')).toBe(false);
    expect(holds(new Set(['crm.customer:read']), 'crm.customer:write')).toBe(false);
  });
});

describe('the page at an address', () => {
  test('a fixed path wins over a parameter', () => {
    expect(pageAt(pages, `${customers}/new`)?.title).toBe('New customer');
    expect(pageAt(pages, `${customers}/01JD8ZQ4`)?.title).toBe('Customer');
    expect(pageAt(pages, '/dashboard/nowhere')).toBeUndefined();
  });

  test('crumbs are the pages above it; the home is above everything and not one', () => {
    expect(crumbsAt(pages, `${customers}/01JD8ZQ4`)).toEqual([{ title: 'Customers', to: customers }]);
    expect(crumbsAt(pages, '/dashboard/leads')).toEqual([]);
  });

  test('a record marks its list in the navigation, and a similar name does not', () => {
    expect(activeNav(pages, `${customers}/01JD8ZQ4`)?.title).toBe('Customers');
    expect(activeNav(pages, '/dashboard/leadsource')?.title).toBe('Dashboard');
  });
});
