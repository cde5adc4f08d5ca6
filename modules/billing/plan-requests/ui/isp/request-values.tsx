import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import type { StatusTones } from '#ui/base/badge.tsx';
import { type PlanRequest, planRequests } from '../../contract.ts';
import type { RequestStatus } from '../../rules.ts';

export const requestsApi = clientFor(planRequests, 'isp');
export type RequestView = View<typeof PlanRequest, 'isp'>;
export const requestTones: StatusTones<RequestStatus> = {
  waiting: ['info', 'Waiting'],
  approved: 'ok',
  declined: 'bad',
  withdrawn: 'neutral',
  dropped: ['warn', 'Taken back'],
};
