import { clientFor } from '#kernel/client.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { merging } from '../../contract.ts';

export const mergeApi = clientFor(merging, 'isp');
export const customersApi = clientFor(customers, 'isp');
