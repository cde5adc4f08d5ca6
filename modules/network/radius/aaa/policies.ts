import { defaultPolicy, type PolicyValues } from '../policy-rules.ts';

/** A provider's policy as the engine keeps it. */
export interface PolicyRecord extends PolicyValues {
  tenantId: string;
}

export const defaultPolicyOf = (tenantId: string): PolicyRecord => ({ tenantId, ...defaultPolicy });
