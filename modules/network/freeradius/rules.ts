import type { PasswordForm } from './contract.ts';

export const passwordFormNames: Record<PasswordForm, string> = {
  nt_hash: 'NT hash',
  salted_hash: 'Salted hash',
  cleartext: 'Clear text',
};

/** What follows from the form for logins, and for whoever gets at the copy. */
export const passwordFormMeanings: Record<PasswordForm, string> = {
  nt_hash:
    'PAP, MS-CHAPv2, PEAP and TTLS work; CHAP does not. Nobody reads a password from the copy, but the hash itself opens MS-CHAPv2, and short passwords can be guessed from it.',
  salted_hash: 'Only PAP works, also inside EAP-TTLS. Nobody reads a password from the copy.',
  cleartext:
    'PAP, CHAP, MS-CHAPv2 and all of EAP work. Whoever gets at the database role, or a copy of the database, reads every password.',
};

export interface Contact {
  lastLoginAt: string | null;
  lastAccountingAt: string | null;
}
/** When FreeRADIUS was last heard; null: never. */
export const lastContact = ({ lastLoginAt, lastAccountingAt }: Contact): string | null =>
  [lastLoginAt, lastAccountingAt]
    .filter((at) => at !== null)
    .sort()
    .at(-1) ?? null;
