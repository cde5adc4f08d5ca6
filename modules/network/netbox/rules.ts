import type { actions, choices, kinds } from './contract.ts';

export type Kind = (typeof kinds)[number];
export type Action = (typeof actions)[number];
export type Choice = (typeof choices)[number];
/** What both sides say of a row. Who has an address is ours to say; what it is called, either may. */
export interface Values {
  description: string;
  status: string;
}
export interface Ours extends Values {
  kind: Kind;
  id: string;
  vrf: string;
  /** Address, or range in CIDR form, as PostgreSQL writes it. */
  address: string;
  poolId: string;
  /** A subscriber's line has it: NetBox cannot take it away. */
  isInService: boolean;
  /** Released, or removed: it lives on only in a link. */
  isGone: boolean;
}
export interface Theirs extends Values {
  kind: 'prefix' | 'address';
  id: number;
  vrf: string;
  address: string;
  /** NetBox hands out single addresses from it. */
  isPool: boolean;
  /** The pool of ours that holds it; null outside all of them. */
  poolId: string | null;
  /** It is a whole range that NetBox keeps for delegation inside a pool of ours. */
  isDelegation: boolean;
}
export interface Link {
  kind: Kind;
  ourId: string;
  netboxId: number;
  base: Values;
}
export interface Difference {
  kind: Kind;
  vrf: string;
  address: string;
  action: Action;
  ours: Values | null;
  theirs: Values | null;
  note: string;
  ourId: string | null;
  netboxId: number | null;
  poolId: string | null;
  choice: Choice;
}

const pick = ({ description, status }: Values): Values => ({ description, status });
/** NetBox keeps prefixes and addresses apart, each with numbers of its own. */
const place = (kind: Kind): 'prefix' | 'address' => (kind === 'address' ? 'address' : 'prefix');
/** Statuses of NetBox that mean nobody has it. */
const isUnused = (status: string) => status === 'deprecated';

/** What a difference between two rows that belong together asks for; null when they agree. */
export function between(
  ours: Ours,
  theirs: Theirs,
  base: Values | undefined,
): Pick<Difference, 'action' | 'note' | 'choice'> | null {
  if (ours.isGone)
    return isUnused(theirs.status) ? null : { action: 'deprecate_netbox', note: 'Released here.', choice: 'apply' };
  if (isUnused(theirs.status))
    return { action: 'conflict', note: 'Deprecated in NetBox, in use here.', choice: 'skip' };
  const said = { ours: ours.description, theirs: theirs.description };
  if (said.ours !== said.theirs) {
    if (!base) return { action: 'conflict', note: 'Each side describes it in its own words.', choice: 'skip' };
    if (said.theirs === base.description) return { action: 'update_netbox', note: 'Changed here.', choice: 'apply' };
    if (said.ours === base.description) return { action: 'update_ours', note: 'Changed in NetBox.', choice: 'apply' };
    return { action: 'conflict', note: 'Changed on both sides.', choice: 'skip' };
  }
  if (ours.status !== theirs.status)
    return {
      action: 'update_netbox',
      note: `NetBox says ${theirs.status}, here it is ${ours.status}.`,
      choice: 'apply',
    };
  return base
    ? null
    : { action: 'link', note: 'The same on both sides; they are tied together from now on.', choice: 'apply' };
}

/**
 * Everything that differs. Rows belong together by the link that an earlier run left, else by address and routing table,
 * never by what they are called.
 */
export function compare(ours: readonly Ours[], theirs: readonly Theirs[], links: readonly Link[]): Difference[] {
  const found: Difference[] = [];
  const linkOf = new Map(links.map((link) => [`${link.kind} ${link.ourId}`, link]));
  const byId = new Map(theirs.map((row) => [`${row.kind} ${row.id}`, row]));
  const byAddress = Map.groupBy(theirs, (row) => `${row.kind} ${row.vrf} ${row.address}`);
  const taken = new Set<Theirs>();

  // Those that a link names first, so that no other takes them for an equal address.
  const linkedFirst = ours.toSorted(
    (a, b) => Number(linkOf.has(`${b.kind} ${b.id}`)) - Number(linkOf.has(`${a.kind} ${a.id}`)),
  );
  for (const row of linkedFirst) {
    const link = linkOf.get(`${row.kind} ${row.id}`);
    const same = byAddress.get(`${place(row.kind)} ${row.vrf} ${row.address}`)?.find((other) => !taken.has(other));
    const linked = link && byId.get(`${place(row.kind)} ${link.netboxId}`);
    const other = linked ?? (row.isGone ? undefined : same);
    const shared = { kind: row.kind, vrf: row.vrf, address: row.address, ourId: row.id, poolId: row.poolId };
    if (other) {
      taken.add(other);
      const asks = between(row, other, linked ? link?.base : undefined);
      if (asks)
        found.push({
          ...shared,
          ...asks,
          ours: row.isGone ? null : pick(row),
          theirs: pick(other),
          netboxId: other.id,
        });
    } else if (!row.isGone) {
      const asks = link
        ? { action: 'conflict' as const, note: 'Removed in NetBox, in use here.', choice: 'skip' as const }
        : { action: 'create_netbox' as const, note: 'Not in NetBox yet.', choice: 'apply' as const };
      found.push({ ...shared, ...asks, ours: pick(row), theirs: null, netboxId: null });
    }
  }

  for (const row of theirs) {
    if (taken.has(row) || isUnused(row.status) || row.status === 'container') continue;
    // An address outside our pools is no business of ours; neither is one that NetBox leaves to DHCP.
    if (row.kind === 'address' && (row.poolId === null || row.status === 'dhcp' || row.status === 'slaac')) continue;
    const kind: Kind = row.isDelegation ? 'delegation' : row.kind;
    found.push({
      kind,
      vrf: row.vrf,
      address: row.address,
      action: 'create_ours',
      ours: null,
      theirs: pick(row),
      note: kind === 'prefix' ? 'A prefix that is no pool here.' : 'In use according to NetBox, free here.',
      ourId: null,
      netboxId: row.id,
      poolId: row.poolId,
      // A prefix of NetBox is a pool of ours only when somebody says so.
      choice: kind === 'prefix' ? 'skip' : 'apply',
    });
  }
  return found;
}

/** What may be chosen for a difference, the first being what is meant by default. */
export const choicesFor = (action: Action): readonly Choice[] =>
  action === 'conflict' ? ['skip', 'ours', 'netbox'] : ['apply', 'skip'];

/** Which way a chosen difference goes. */
export function directionOf(action: Action, choice: Choice): 'push' | 'take' | 'deprecate' | 'link' | 'none' {
  if (choice === 'skip') return 'none';
  if (action === 'conflict') return choice === 'ours' ? 'push' : choice === 'netbox' ? 'take' : 'none';
  if (action === 'create_netbox' || action === 'update_netbox') return 'push';
  if (action === 'create_ours' || action === 'update_ours') return 'take';
  return action === 'link' ? 'link' : 'deprecate';
}

export const actionNames: Record<Action, string> = {
  create_netbox: 'Create in NetBox',
  update_netbox: 'Change in NetBox',
  deprecate_netbox: 'Deprecate in NetBox',
  create_ours: 'Create here',
  update_ours: 'Change here',
  link: 'Tie together',
  conflict: 'Conflict',
};
export const kindNames: Record<Kind, string> = { prefix: 'Pool', address: 'Address', delegation: 'Delegated prefix' };
