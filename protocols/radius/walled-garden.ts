import type { Attribute } from './attributes.ts';
import type { NasVendor } from './vendor-reply.ts';

/** Where a subscriber is kept who may reach some pages only. The router knows it by name. */
export interface WalledGarden {
  /** Address list, service, user group or filter that is set up on the router. */
  readonly name: string;
  /** Page that web requests are led to, for routers that take one. */
  readonly redirectUrl?: string;
}

/** The attributes that put a session into the garden on this make of router. */
export function gardenAttributes(vendor: NasVendor, garden: WalledGarden): Attribute[] {
  return (writers[vendor] ?? filtered)(garden);
}

/** What the garden's name names on a router of this make, for whoever sets it up. */
export function gardenNameMeaning(vendor: NasVendor): string {
  return meanings[vendor] ?? 'a filter (Filter-Id)';
}

type Writer = (garden: WalledGarden) => Attribute[];

const redirect = (name: 'WISPr-Redirection-URL' | 'Huawei-HTTP-Redirect-URL', url: string | undefined): Attribute[] =>
  url === undefined ? [] : [{ name, value: url }];

const filtered: Writer = ({ name, redirectUrl }) => [
  { name: 'Filter-Id', value: name },
  ...redirect('WISPr-Redirection-URL', redirectUrl),
];

const writers: { readonly [vendor in NasVendor]?: Writer } = {
  /** The firewall leads whoever is on the list astray; only HotSpot heeds the page. */
  mikrotik: ({ name, redirectUrl }) => [
    { name: 'Mikrotik-Address-List', value: name },
    ...redirect('WISPr-Redirection-URL', redirectUrl),
  ],
  /** `A` starts a service of the Intelligent Services Gateway at login; the service holds the redirect. */
  cisco: ({ name }) => [{ name: 'Cisco-Account-Info', value: `A${name}` }],
  huawei: ({ name, redirectUrl }) => [
    { name: 'Filter-Id', value: name },
    ...redirect('Huawei-HTTP-Redirect-URL', redirectUrl),
  ],
  juniper: ({ name }) => [{ name: 'ERX-Service-Activate', value: name, tag: 1 }],
  /** Its filter redirects; a session takes filters from the profile it is put into. */
  nokia: ({ name }) => [{ name: 'Alc-SLA-Prof-Str', value: name }],
};

const meanings: { readonly [vendor in NasVendor]?: string } = {
  mikrotik: 'a firewall address list (Mikrotik-Address-List)',
  cisco: 'an ISG service (Cisco-Account-Info)',
  huawei: 'a user group (Filter-Id)',
  juniper: 'a dynamic service profile (ERX-Service-Activate)',
  nokia: 'an SLA profile (Alc-SLA-Prof-Str)',
};
