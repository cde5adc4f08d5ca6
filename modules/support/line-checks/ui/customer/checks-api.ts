import { clientFor } from '#kernel/client.ts';
import { lineChecks } from '../../contract.ts';

export const checksApi = clientFor(lineChecks, 'customer');
export type Check = Awaited<ReturnType<typeof checksApi.run.call>>;
