import { defaultPolicy, type PolicyValues } from '../policy-rules.ts';

/** A provider's policy as the engine keeps it. */
export interface PolicyRecord extends PolicyValues {
  tenantId: string;
  /** The platform has stopped the provider: nobody is let in. */
  stopped: boolean;
}

export const defaultPolicyOf = (tenantId: string): PolicyRecord => ({
  tenantId,
  stopped: false,
  ...defaultPolicy,
});
