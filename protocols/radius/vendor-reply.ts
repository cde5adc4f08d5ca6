import { hash } from 'node:crypto';
import type { Attribute } from './attributes.ts';
import type { SessionSelectors } from './dynamic-auth.ts';
import { gardenAttributes, type WalledGarden } from './walled-garden.ts';

/** Makes of NAS whose speed attributes are known. `generic` speaks the RFCs and WISPr. */
export type NasVendor = 'mikrotik' | 'cisco' | 'huawei' | 'juniper' | 'nokia' | 'ubiquiti' | 'generic';

export const nasVendors: readonly NasVendor[] = [
  'mikrotik',
  'cisco',
  'huawei',
  'juniper',
  'nokia',
  'ubiquiti',
  'generic',
];

/** Rates a subscriber may exceed the plan by for a while. */
export interface Burst {
  readonly downloadKbps: number;
  readonly uploadKbps: number;
  /** Average below which the burst is allowed; the plan's own rate when absent. */
  readonly downloadThresholdKbps?: number;
  readonly uploadThresholdKbps?: number;
  /** Length of the averaging. */
  readonly seconds?: number;
}

/** A line's speed as its subscriber sees it. */
export interface SpeedGrant {
  readonly downloadKbps: number;
  readonly uploadKbps: number;
  readonly burst?: Burst;
  /** A profile set up on the router, where the vendor limits by name. */
  readonly qosProfileName?: string;
}

/** What a subscriber is let in with, whatever router asks. */
export interface AccessGrant extends SpeedGrant {
  readonly framedIpAddress?: string;
  /** With length, such as 2001:db8:1::/64: for the link itself. */
  readonly framedIpv6Prefix?: string;
  /** The address of the subscriber's end of the link, without length (RFC 6911). */
  readonly framedIpv6Address?: string;
  /** Pool of the router for the link's prefix; not sent beside `framedIpv6Prefix`. */
  readonly framedIpv6Pool?: string;
  /** With length, such as 2001:db8:100::/56: delegated to the subscriber's router (RFC 4818). */
  readonly delegatedIpv6Prefix?: string;
  /** Pool of the router to delegate from; not sent beside `delegatedIpv6Prefix`. */
  readonly delegatedIpv6PrefixPool?: string;
  readonly sessionTimeoutSeconds?: number;
  readonly idleTimeoutSeconds?: number;
  readonly interimIntervalSeconds: number;
  /** What the router shall call the subscriber, where it keeps subscribers apart from sessions; the user name does well. */
  readonly subscriberId?: string;
  /** Pool of the router to take an address from; not sent beside `framedIpAddress`. */
  readonly pool?: string;
  /** 1-4094: the outer (service) VLAN, with the customer's inner one where lines are double tagged. */
  readonly vlan?: { readonly serviceVlan: number; readonly customerVlan?: number };
  /** True for PPPoE: routers of some makes want Framed-Protocol = PPP. */
  readonly ppp?: boolean;
  /** Let in for a reason only, such as to pay: the router shows nothing but the garden. */
  readonly garden?: WalledGarden;
}

/** The attributes of an Access-Accept for this grant on this make of router. */
export function accessAcceptAttributes(vendor: NasVendor, grant: AccessGrant): Attribute[] {
  const attributes: Attribute[] = [{ name: 'Service-Type', value: 'Framed-User' }];
  if (grant.ppp) attributes.push({ name: 'Framed-Protocol', value: 'PPP' });
  if (grant.framedIpAddress !== undefined) {
    attributes.push({ name: 'Framed-IP-Address', value: grant.framedIpAddress });
  } else if (grant.pool !== undefined) attributes.push({ name: 'Framed-Pool', value: grant.pool });
  attributes.push(...ipv6Attributes(vendor, grant));
  if (grant.sessionTimeoutSeconds !== undefined) {
    attributes.push({ name: 'Session-Timeout', value: grant.sessionTimeoutSeconds });
  }
  if (grant.idleTimeoutSeconds !== undefined) {
    attributes.push({ name: 'Idle-Timeout', value: grant.idleTimeoutSeconds });
  }
  attributes.push({ name: 'Acct-Interim-Interval', value: grant.interimIntervalSeconds });
  if (grant.vlan !== undefined) attributes.push(...vlanAttributes(grant.vlan));
  if (vendor === 'nokia' && grant.subscriberId !== undefined) {
    attributes.push({ name: 'Alc-Subsc-ID-Str', value: nokiaSubscriberId(grant.subscriberId) });
  }
  attributes.push(...speedAttributes[vendor](grant));
  if (grant.garden !== undefined) attributes.push(...gardenAttributes(vendor, grant.garden));
  return attributes;
}

function ipv6Attributes(vendor: NasVendor, grant: AccessGrant): Attribute[] {
  const attributes: Attribute[] = [];
  if (grant.framedIpv6Prefix !== undefined) {
    attributes.push({ name: 'Framed-IPv6-Prefix', value: grant.framedIpv6Prefix });
  } else if (grant.framedIpv6Pool !== undefined) {
    attributes.push({ name: 'Framed-IPv6-Pool', value: grant.framedIpv6Pool });
  }
  if (grant.framedIpv6Address !== undefined) {
    attributes.push({ name: 'Framed-IPv6-Address', value: grant.framedIpv6Address });
  }
  if (grant.delegatedIpv6Prefix !== undefined) {
    attributes.push({ name: 'Delegated-IPv6-Prefix', value: grant.delegatedIpv6Prefix });
  } else if (grant.delegatedIpv6PrefixPool !== undefined) {
    attributes.push({
      name: delegatedPoolNames[vendor] ?? 'Delegated-IPv6-Prefix-Pool',
      value: grant.delegatedIpv6PrefixPool,
    });
  }
  return attributes;
}

/** Makes that had an attribute of their own before RFC 6911 named one, and still want it. */
const delegatedPoolNames: { readonly [vendor in NasVendor]?: Attribute['name'] } = {
  mikrotik: 'Mikrotik-Delegated-IPv6-Pool',
  huawei: 'Huawei-Delegated-IPv6-Prefix-Pool',
  juniper: 'ERX-IPv6-Delegated-Pool-Name',
  nokia: 'Alc-Delegated-IPv6-Pool',
};

/** The attributes of a CoA-Request that changes the speed of a live session. */
export function speedChangeAttributes(vendor: NasVendor, session: SessionSelectors, speed: SpeedGrant): Attribute[] {
  return [...sessionAttributes(vendor, session), ...speedAttributes[vendor](speed)];
}

/** The attributes of a Disconnect-Request. */
export function disconnectAttributes(vendor: NasVendor, session: SessionSelectors): Attribute[] {
  const attributes = sessionAttributes(vendor, session);
  if (vendor === 'cisco') attributes.push({ name: 'Acct-Terminate-Cause', value: 'Admin-Reset' });
  return attributes;
}

/**
 * Limits of the grant this make of router cannot be told by RADIUS alone, so that nobody sells what is not enforced:
 * Juniper shapes only downloads without a named profile, and only MikroTik and Huawei take a burst.
 */
export function unenforcedLimits(vendor: NasVendor, speed: SpeedGrant): ('upload' | 'burst')[] {
  const unenforced: ('upload' | 'burst')[] = [];
  if (vendor === 'juniper' && speed.qosProfileName === undefined) unenforced.push('upload');
  if (speed.burst !== undefined && vendor !== 'mikrotik' && vendor !== 'huawei') unenforced.push('burst');
  return unenforced;
}

/**
 * SR OS takes every attribute that can name a session as a condition, and one it cannot match as a refusal (7750 SR RADIUS
 * Attributes Reference, "CoA and Disconnect Message: subscriber host identification attributes"): its own id says enough.
 */
function sessionAttributes(vendor: NasVendor, session: SessionSelectors): Attribute[] {
  if (vendor === 'nokia' && session.acctSessionId !== undefined) {
    return [{ name: 'Acct-Session-Id', value: session.acctSessionId }];
  }
  const attributes: Attribute[] = [];
  if (session.userName !== undefined) attributes.push({ name: 'User-Name', value: session.userName });
  if (session.acctSessionId !== undefined) attributes.push({ name: 'Acct-Session-Id', value: session.acctSessionId });
  if (session.nasIpAddress !== undefined) attributes.push({ name: 'NAS-IP-Address', value: session.nasIpAddress });
  if (session.framedIpAddress !== undefined) {
    attributes.push({ name: 'Framed-IP-Address', value: session.framedIpAddress });
  }
  if (session.callingStationId !== undefined) {
    attributes.push({ name: 'Calling-Station-Id', value: session.callingStationId });
  }
  return attributes;
}

/** RFC 3580 3.31, with the tags of RFC 2868 telling the outer from the inner VLAN. */
function vlanAttributes(vlan: { readonly serviceVlan: number; readonly customerVlan?: number }): Attribute[] {
  if (vlan.customerVlan === undefined) return vlanTunnel(vlan.serviceVlan, undefined);
  return [...vlanTunnel(vlan.serviceVlan, 1), ...vlanTunnel(vlan.customerVlan, 2)];
}

function vlanTunnel(vlan: number, tag: number | undefined): Attribute[] {
  const tagged = tag === undefined ? {} : { tag };
  return [
    { name: 'Tunnel-Type', value: 'VLAN', ...tagged },
    { name: 'Tunnel-Medium-Type', value: 'IEEE-802', ...tagged },
    { name: 'Tunnel-Private-Group-Id', value: String(vlan), ...tagged },
  ];
}

type SpeedWriter = (speed: SpeedGrant) => Attribute[];

const speedAttributes: Record<NasVendor, SpeedWriter> = {
  mikrotik: (speed) => [{ name: 'Mikrotik-Rate-Limit', value: mikrotikRateLimit(speed) }],
  cisco: ciscoSpeed,
  huawei: huaweiSpeed,
  juniper: juniperSpeed,
  nokia: nokiaSpeed,
  ubiquiti: ubiquitiSpeed,
  generic: genericSpeed,
};

/**
 * `rx/tx` as the router sees it, so upload/download, then burst rates, thresholds and times. RouterOS takes the fields by
 * position: a burst time needs thresholds before it, and without a time it averages over one second.
 */
function mikrotikRateLimit({ downloadKbps, uploadKbps, burst }: SpeedGrant): string {
  const fields = [`${uploadKbps}k/${downloadKbps}k`];
  if (burst !== undefined) {
    fields.push(`${burst.uploadKbps}k/${burst.downloadKbps}k`);
    const { uploadThresholdKbps, downloadThresholdKbps, seconds } = burst;
    if (uploadThresholdKbps !== undefined || downloadThresholdKbps !== undefined || seconds !== undefined) {
      fields.push(`${uploadThresholdKbps ?? uploadKbps}k/${downloadThresholdKbps ?? downloadKbps}k`);
    }
    if (seconds !== undefined) fields.push(`${seconds}/${seconds}`);
  }
  return fields.join(' ');
}

/**
 * IOS XE, "Configuring RADIUS-Based Policing" (ISG): the same in an Access-Accept and a CoA, in bit/s. `sub` is the policy map that is
 * on the session already; its class-default is policed anew. A named policy map takes its place instead.
 */
function ciscoSpeed({ downloadKbps, uploadKbps, qosProfileName }: SpeedGrant): Attribute[] {
  const pairs =
    qosProfileName === undefined
      ? [
          `ip:qos-policy-in=add-class(sub,(class-default),police(${uploadKbps * 1000}))`,
          `ip:qos-policy-out=add-class(sub,(class-default),police(${downloadKbps * 1000}))`,
        ]
      : [`ip:sub-qos-policy-in=${qosProfileName}`, `ip:sub-qos-policy-out=${qosProfileName}`];
  return pairs.map((value) => ({ name: 'Cisco-AVPair', value }));
}

/** Huawei counts in bit/s: input is what comes from the subscriber. */
function huaweiSpeed({ downloadKbps, uploadKbps, burst, qosProfileName }: SpeedGrant): Attribute[] {
  const attributes: Attribute[] = [];
  if (qosProfileName !== undefined) attributes.push({ name: 'Huawei-Qos-Profile-Name', value: qosProfileName });
  attributes.push(
    { name: 'Huawei-Input-Average-Rate', value: bitsPerSecond(uploadKbps) },
    { name: 'Huawei-Output-Average-Rate', value: bitsPerSecond(downloadKbps) },
  );
  if (burst !== undefined) {
    attributes.push(
      { name: 'Huawei-Input-Peak-Rate', value: bitsPerSecond(burst.uploadKbps) },
      { name: 'Huawei-Output-Peak-Rate', value: bitsPerSecond(burst.downloadKbps) },
    );
  }
  return attributes;
}

/** Without a profile, the shaping rate of Junos' predefined variable (tag T02), which is the way to the subscriber. */
function juniperSpeed({ downloadKbps, qosProfileName }: SpeedGrant): Attribute[] {
  if (qosProfileName === undefined) return [{ name: 'ERX-CoS-Shaping-Pmt-Type', value: `T02 ${downloadKbps}k` }];
  return [
    { name: 'ERX-Qos-Profile-Name', value: qosProfileName },
    { name: 'ERX-Ingress-Policy-Name', value: `${qosProfileName}-qos-in` },
    { name: 'ERX-Egress-Policy-Name', value: `${qosProfileName}-qos-out` },
  ];
}

/**
 * 7750 SR RADIUS Attributes Reference, [26-6527-126]: `direction:object:[id:]parameter=value`, in kbit/s. Downloads are the
 * egress aggregate rate; ingress has none, so uploads are queue 1 of the SLA profile's ingress policy. A named profile brings
 * rates of its own ([26-6527-13], also in a CoA).
 */
function nokiaSpeed({ downloadKbps, uploadKbps, qosProfileName }: SpeedGrant): Attribute[] {
  if (qosProfileName !== undefined) return [{ name: 'Alc-SLA-Prof-Str', value: qosProfileName }];
  return [
    { name: 'Alc-Subscriber-QoS-Override', value: `i:q:1:pir=${uploadKbps}` },
    { name: 'Alc-Subscriber-QoS-Override', value: `e:r:rate=${downloadKbps}` },
  ];
}

const nokiaSubscriberIdOctets = 32;
/** [26-6527-11] holds 32 characters; a longer or unprintable name is cut and told apart by its digest. */
function nokiaSubscriberId(id: string): string {
  if (/^[\x21-\x7e]{1,32}$/.test(id)) return id;
  const digest = hash('sha256', id, 'hex').slice(0, 8);
  return `${id.replaceAll(/[^\x21-\x7e]/g, '_').slice(0, nokiaSubscriberIdOctets - 9)}~${digest}`;
}

/** EdgeOS' PPPoE server has read the WISPr rates since 1.5; it knows no profiles, and takes a new rate with a new session only. */
function ubiquitiSpeed({ downloadKbps, uploadKbps }: SpeedGrant): Attribute[] {
  return genericSpeed({ downloadKbps, uploadKbps });
}

function genericSpeed({ downloadKbps, uploadKbps, qosProfileName }: SpeedGrant): Attribute[] {
  const attributes: Attribute[] = [
    { name: 'WISPr-Bandwidth-Max-Up', value: bitsPerSecond(uploadKbps) },
    { name: 'WISPr-Bandwidth-Max-Down', value: bitsPerSecond(downloadKbps) },
  ];
  if (qosProfileName !== undefined) attributes.push({ name: 'Filter-Id', value: qosProfileName });
  return attributes;
}

/** The attribute has 32 bits: above 4.29 Gbit/s it holds the most it can. */
function bitsPerSecond(kbps: number): number {
  return Math.min(kbps * 1000, 0xffffffff);
}
