import { sessionLengthBounds } from '#modules/network/radius/contract.ts';

/** Days for which sessions that began and ended are kept by five minutes; before, the most of each hour remains. */
export const flowDays = 35;
/** Days for which hours and days are kept. */
export const historyDays = 800;

const words = (seconds: number): string => {
  if (seconds < 3600) return `${seconds / 60} min`;
  return seconds < 86_400 ? `${seconds / 3600} h` : `${seconds / 86_400} d`;
};
/** Names of the classes of length: "< 1 min", "1 min – 5 min", …, "≥ 7 d". */
export const lengthNames: readonly string[] = [
  `< ${words(sessionLengthBounds[0])}`,
  ...sessionLengthBounds.slice(1).map((bound, at) => `${words(sessionLengthBounds[at]!)} – ${words(bound)}`),
  `≥ ${words(sessionLengthBounds.at(-1)!)}`,
];

/** Acct-Terminate-Cause in words where RFC 2866 is terse. */
const causeWords: Record<string, string> = {
  '': 'None given',
  'User-Request': 'Subscriber hung up',
  'Lost-Carrier': 'Line lost',
  'Lost-Service': 'Service lost',
  'Idle-Timeout': 'Idle too long',
  'Session-Timeout': 'Session time used up',
  'Admin-Reset': 'Disconnected by us',
  'Admin-Reboot': 'NAS rebooted by staff',
  'Port-Error': 'Port error',
  'NAS-Error': 'NAS error',
  'NAS-Request': 'Ended by the NAS',
  'NAS-Reboot': 'NAS rebooted',
};
export const causeName = (cause: string): string => causeWords[cause] ?? cause;

/** How much a figure changed, as a share of the one before; null where there is nothing to compare with. */
export const changeOf = (now: number | null, before: number | null): number | null =>
  now === null || before === null || before === 0 ? null : (now - before) / before;
