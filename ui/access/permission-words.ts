const spaced = (name: string) => name.replaceAll('-', ' ');
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
/** Names the trade writes in capitals. */
const letters: Record<string, string> = { ip: 'IP', radius: 'RADIUS', api: 'API' };
const words = (name: string) =>
  capital(
    spaced(name)
      .split(' ')
      .map((word) => letters[word] ?? word)
      .join(' '),
  );

/** Areas as people look for them, where that is another word than in the permission. */
const areas: Record<string, string> = {
  catalog: 'Plans',
  communications: 'Mail',
  fulfilment: 'Provisioning',
  identity: 'Staff and access',
  platform: 'Records and audit',
};

export interface PermissionWords {
  area: string;
  /** `network.radius-session` */
  key: string;
  thing: string;
  verb: string;
}

/** `network.radius-session:manage` → Network, RADIUS session, Manage. */
export function permissionWords(permission: string): PermissionWords {
  const [key = permission, verb = ''] = permission.split(':');
  const [area = '', thing = ''] = key.split('.');
  return { area: areas[area] ?? words(area), key, thing: words(thing), verb: capital(verb) };
}

/** A permission or wildcard as a person says it: "Customers: read customer", "everything in network". */
export function permissionSentence(permission: string): string {
  if (permission === '*') return 'Everything';
  const { area, thing, verb } = permissionWords(permission);
  if (thing === '*') return `Everything in ${area}`;
  return verb === '*' ? `${area}: everything about ${thing}` : `${area}: ${thing}, ${verb.toLowerCase()}`;
}
