import { clientFor } from '#kernel/client.ts';
import { licensingCatalogue } from '#modules/licensing/catalogue/contract.ts';
import { licensingAccounts } from '../../contract.ts';

export const accountsApi = clientFor(licensingAccounts, 'platform');
export const catalogueApi = clientFor(licensingCatalogue, 'platform');
export type Summary = Awaited<ReturnType<typeof accountsApi.list.call>>['items'][number];
export type Plan = Awaited<ReturnType<typeof catalogueApi.plans.call>>['items'][number];
