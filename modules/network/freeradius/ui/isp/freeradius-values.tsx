import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { type FreeradiusStatus, freeradius } from '../../contract.ts';

export type StatusView = View<typeof FreeradiusStatus, 'isp'>;
export const freeradiusApi = clientFor(freeradius, 'isp');
