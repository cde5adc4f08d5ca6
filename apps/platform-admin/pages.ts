import type { Page } from '#ui/page/pages.ts';

/** Every page of the platform's console, module by module. */
export const pages: Page[] = [];
