import { expect, test } from 'vitest';
import { definePages, type PageModule } from '#ui/page/pages.ts';
import { findPages, fitness } from './palette-search.ts';

const load = (): Promise<PageModule> => Promise.reject(new Error('not loaded in this test'));
const pages = definePages('isp', [
  { path: '/a', title: 'Internet plans', nav: { group: 'Services', icon: 'wifi', order: 1 }, load },
  { path: '/b', title: 'Invoices', nav: { group: 'Money', icon: 'receipt', order: 1 }, keywords: ['bills'], load },
  { path: '/b/$id', title: 'Invoice', load },
]);
const found = (typed: string) => findPages(pages, typed, (text) => text).map(({ title }) => title);

test('finds by the start of words, by group, by keyword, and over accents', () => {
  expect(found('inv')).toEqual(['Invoices']);
  expect(found('plans')).toEqual(['Internet plans']);
  expect(found('money')).toEqual(['Invoices']);
  expect(found('bills')).toEqual(['Invoices']);
  expect(fitness('Réseau', 'reseau')).toBe(3);
});

test('every typed word must fit, in any order', () => {
  expect(found('plans inter')).toEqual(['Internet plans']);
  expect(found('plans money')).toEqual([]);
});

test('a page that needs a record is never offered', () => {
  expect(found('')).not.toContain('Invoice');
});
