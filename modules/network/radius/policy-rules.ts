import type { Binding, PasswordKeeping, PriorityClass, SimultaneousUsePolicy, SuspendedAccess } from './resources.ts';

/** How a provider's logins are judged. */
export interface PolicyValues {
  passwordKeeping: PasswordKeeping;
  suspendedAccess: SuspendedAccess;
  gardenDownloadKbps: number;
  gardenUploadKbps: number;
  /** What the routers know the garden by. */
  gardenName: string;
  gardenRedirectUrl: string | null;
  /** A session in the garden ends after this, so that who has paid meanwhile is soon out of it whatever the router. */
  gardenSessionSeconds: number;
  lineBinding: Binding;
  macBinding: Binding;
  simultaneousUse: SimultaneousUsePolicy;
  /** A session that missed so many reports counts no longer: it may be a ghost. */
  ghostAfterInterims: number;
}

/** Until somebody decides otherwise: nobody is kept out who was let in before there were policies. */
export const defaultPolicy: PolicyValues = {
  passwordKeeping: 'reversible',
  suspendedAccess: 'reject',
  gardenDownloadKbps: 512,
  gardenUploadKbps: 256,
  gardenName: 'walled-garden',
  gardenRedirectUrl: null,
  gardenSessionSeconds: 900,
  lineBinding: 'enforce',
  macBinding: 'enforce',
  simultaneousUse: 'take_over',
  ghostAfterInterims: 3,
};

export const priorityNames: Record<PriorityClass, string> = {
  standard: 'Standard',
  business: 'Business',
  emergency: 'Emergency',
};
export const bindingNames: Record<Binding, string> = {
  enforce: 'Refuse',
  log: 'Let in and record',
  ignore: 'Do not compare',
};
export const keepingNames: Record<PasswordKeeping, string> = {
  reversible: 'Encrypted, readable by the server',
  hashed: 'Salted hash, readable by nobody',
};
export const suspendedNames: Record<SuspendedAccess, string> = {
  reject: 'Refuse',
  walled_garden: 'Let into the walled garden',
};
export const simultaneousNames: Record<SimultaneousUsePolicy, string> = {
  refuse: 'Refuse the new login',
  take_over: 'Let the new login in, disconnect the old session',
};

/** What follows from the way passwords are kept. */
export const keepingMeanings: Record<PasswordKeeping, string> = {
  reversible:
    'PAP, CHAP and MS-CHAPv2 work. The server can read every password, so staff with the permission can look it up.',
  hashed:
    'Only PAP works: CHAP and MS-CHAPv2 need the clear password and are refused with that reason. Nobody can look a password up; it can only be set anew.',
};
