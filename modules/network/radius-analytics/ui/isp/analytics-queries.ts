import { clientFor } from '#kernel/client.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { radiusAnalytics } from '../../contract.ts';

export const radiusApi = clientFor(radius, 'isp');
export const analyticsApi = clientFor(radiusAnalytics, 'isp');
export const quietLink = 'hover:text-ink hover:underline';
