import { tenantSearch } from '#modules/tenancy/tenants/ui/search.ts';
import type { SearchProvider } from '#ui/shell/palette-search.ts';

/** Kinds of records the platform's palette finds, in the order shown. */
export const searchProviders: SearchProvider[] = [tenantSearch];
