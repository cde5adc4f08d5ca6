import { clientFor } from '#kernel/client.ts';
import { tenantPortal } from '../contract.ts';

export const portalApi = clientFor(tenantPortal, 'tenant');
