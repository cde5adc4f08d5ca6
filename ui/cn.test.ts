import { expect, test } from 'vitest';
import { cn } from './cn.ts';

test('a later utility of the same kind wins', () => {
  expect(cn('h-8 px-3 text-base', 'h-10')).toBe('px-3 text-base h-10');
  expect(cn('p-4', 'px-2')).toBe('p-4 px-2');
  expect(cn('px-2 pt-1', 'p-4')).toBe('p-4');
  expect(cn('size-8', 'w-10')).toBe('size-8 w-10');
  expect(cn('w-10', 'size-8')).toBe('size-8');
});

test('sizes, colours and alignment of text are different kinds', () => {
  expect(cn('text-sm text-ink-3 text-start', 'text-bad-ink')).toBe('text-sm text-start text-bad-ink');
  expect(cn('text-sm text-ink', 'text-lg')).toBe('text-ink text-lg');
});

test('variants override only the same variant', () => {
  expect(cn('bg-panel hover:bg-hover', 'bg-brand-soft')).toBe('hover:bg-hover bg-brand-soft');
  expect(cn('sm:w-72', 'w-full')).toBe('sm:w-72 w-full');
  expect(cn('hover:bg-hover', 'hover:bg-brand-soft')).toBe('hover:bg-brand-soft');
});

test('our own utilities and unknown words stay', () => {
  expect(cn('field', 'mono num', false, undefined, 'h-10')).toBe('field mono num h-10');
});
