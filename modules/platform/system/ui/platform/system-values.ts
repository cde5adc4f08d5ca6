import { clientFor } from '#kernel/client.ts';
import { system } from '../../contract.ts';

export const systemApi = clientFor(system, 'platform');
export const everyMs = 5_000;
