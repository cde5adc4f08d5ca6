import type { SearchProvider } from '#ui/shell/palette-search.ts';

/** Kinds of records the ISP's palette finds, in the order shown. */
export const searchProviders: SearchProvider[] = [];
