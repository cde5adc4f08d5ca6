import { expect, test } from 'vitest';
import { matchPage } from './router.tsx';

const page = (path: string) => ({ path, title: path, load: async () => ({ default: () => null }) });
const pages = ['/customer-portal', '/customer-portal/billing', '/customer-portal/billing/$id'].map(page);

test('a path names its page and the values in it', () => {
  expect(matchPage(pages, '/customer-portal')?.page.path).toBe('/customer-portal');
  expect(matchPage(pages, '/customer-portal/billing/7%2F1')).toMatchObject({
    page: { path: '/customer-portal/billing/$id' },
    params: { id: '7/1' },
  });
});

test('what no page has is nobody’s', () => {
  expect(matchPage(pages, '/customer-portal/other')).toBeUndefined();
  expect(matchPage(pages, '/customer-portal/billing/1/2')).toBeUndefined();
});
