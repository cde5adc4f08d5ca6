import type { NasVendor } from '../contract.ts';

export interface NasSetup {
  vendor: NasVendor;
  /** Address of the RADIUS server as the NAS reaches it. */
  server: string;
  authPort: number;
  acctPort: number;
  coaPort: number;
  /** The shared secret, or a placeholder for it. */
  secret: string;
}

/** Text to paste into a NAS: RADIUS for PPP and IPoE subscribers, accounting every five minutes, CoA from the server. */
export const nasSetup = (setup: NasSetup): string => writers[setup.vendor](setup).join('\n');

const writers: Record<NasVendor, (setup: NasSetup) => string[]> = {
  mikrotik: ({ server, authPort, acctPort, coaPort, secret }) => [
    '# RouterOS 7.15 or newer: older ones know no require-message-auth and send no Message-Authenticator.',
    `/radius add service=ppp,dhcp address=${server} authentication-port=${authPort} accounting-port=${acctPort} secret="${secret}" timeout=3s require-message-auth=yes-for-request-resp comment=DotMac`,
    `/radius incoming set accept=yes port=${coaPort}`,
    '/ppp aaa set use-radius=yes accounting=yes interim-update=5m',
  ],
  cisco: ({ server, authPort, acctPort, coaPort, secret }) => [
    'aaa new-model',
    'radius server DOTMAC',
    ` address ipv4 ${server} auth-port ${authPort} acct-port ${acctPort}`,
    ` key ${secret}`,
    'aaa group server radius DOTMAC',
    ' server name DOTMAC',
    'aaa authentication ppp default group DOTMAC',
    'aaa authorization network default group DOTMAC',
    'aaa accounting network default start-stop group DOTMAC',
    'aaa accounting update periodic 5',
    'aaa server radius dynamic-author',
    ` client ${server} server-key ${secret}`,
    ` port ${coaPort}`,
    ' auth-type any',
    'radius-server attribute 31 mac format unformatted',
    '! Each session needs a policy map each way for the plan to police; these are what it has until then.',
    'policy-map DOTMAC-UP',
    ' class class-default',
    '  police cir 1000000',
    'policy-map DOTMAC-DOWN',
    ' class class-default',
    '  police cir 1000000',
    'interface Virtual-Template1',
    ' service-policy input DOTMAC-UP',
    ' service-policy output DOTMAC-DOWN',
  ],
  huawei: ({ server, authPort, acctPort, coaPort, secret }) => [
    'radius-server group dotmac',
    ` radius-server authentication ${server} ${authPort}`,
    ` radius-server accounting ${server} ${acctPort}`,
    ` radius-server shared-key-cipher ${secret}`,
    ' quit',
    `radius-server authorization ${server} destination-port ${coaPort} shared-key-cipher ${secret} server-group dotmac`,
    'aaa',
    ' authentication-scheme dotmac',
    '  authentication-mode radius',
    '  quit',
    ' accounting-scheme dotmac',
    '  accounting-mode radius',
    '  accounting interim interval 5',
    '  quit',
    ' domain dotmac',
    '  authentication-scheme dotmac',
    '  accounting-scheme dotmac',
    '  radius-server group dotmac',
    '  quit',
    ' quit',
    'commit',
  ],
  juniper: ({ server, authPort, acctPort, coaPort, secret }) => [
    'set access profile dotmac authentication-order radius',
    `set access profile dotmac radius authentication-server ${server}`,
    `set access profile dotmac radius accounting-server ${server}`,
    `set access profile dotmac radius-server ${server} port ${authPort}`,
    `set access profile dotmac radius-server ${server} accounting-port ${acctPort}`,
    `set access profile dotmac radius-server ${server} dynamic-request-port ${coaPort}`,
    `set access profile dotmac radius-server ${server} secret "${secret}"`,
    'set access profile dotmac accounting order radius',
    'set access profile dotmac accounting update-interval 10',
    'set access-profile dotmac',
  ],
  nokia: ({ server, authPort, acctPort, coaPort, secret }) => [
    `/configure router "Base" radius server "dotmac" address ${server} secret "${secret}" accept-coa true`,
    `/configure router "Base" radius server "dotmac" auth-port ${authPort} acct-port ${acctPort}`,
    `/configure aaa radius coa-port ${coaPort}`,
    '/configure aaa radius server-policy "dotmac" acct-on-off',
    '/configure aaa radius server-policy "dotmac" servers router-instance "Base"',
    '/configure aaa radius server-policy "dotmac" servers server 1 server-name "dotmac"',
    '/configure subscriber-mgmt radius-authentication-policy "dotmac" radius-server-policy "dotmac"',
    '/configure subscriber-mgmt radius-authentication-policy "dotmac" pppoe-access-method pap-chap',
    '/configure subscriber-mgmt radius-authentication-policy "dotmac" include-radius-attribute circuit-id true remote-id true mac-address true nas-identifier true',
    '/configure subscriber-mgmt radius-authentication-policy "dotmac" include-radius-attribute acct-session-id type session',
    '/configure subscriber-mgmt radius-accounting-policy "dotmac" radius-server-policy "dotmac" session-id-format number',
    '/configure subscriber-mgmt radius-accounting-policy "dotmac" session-accounting admin-state enable interim-update true',
    '/configure subscriber-mgmt radius-accounting-policy "dotmac" update-interval interval 5',
    '/configure subscriber-mgmt radius-accounting-policy "dotmac" include-radius-attribute std-acct-attributes true user-name true framed-ip-address true delegated-ipv6-prefix true framed-ipv6-prefix true mac-address true subscriber-id true',
    '/configure subscriber-mgmt sub-profile "dotmac" radius-accounting policy ["dotmac"]',
    '/configure subscriber-mgmt sub-ident-policy "dotmac" sla-profile-map use-direct-map-as-default true',
    '/configure subscriber-mgmt sub-ident-policy "dotmac" sub-profile-map use-direct-map-as-default true',
    'commit',
  ],
  ubiquiti: ({ server, authPort, acctPort, coaPort, secret }) => [
    ...(authPort === 1812 && acctPort === 1813
      ? []
      : [`# EdgeOS asks UDP 1812 and 1813 only: forward them to ${authPort} and ${acctPort} of this server.`]),
    'configure',
    'set service pppoe-server authentication mode radius',
    `set service pppoe-server authentication radius-server ${server} key ${secret}`,
    'commit ; save ; exit',
    `# Disconnects, at UDP ${coaPort} (EdgeOS has 3779 there, so set that as the CoA port of this NAS). Reboot afterwards.`,
    'sudo cp /opt/vyatta/etc/pppoe-server/start-pppoe-radius-disconnect /config/scripts/post-config.d/',
  ],
  generic: ({ server, authPort, acctPort, coaPort, secret }) => [
    `RADIUS server          ${server}`,
    `Authentication         UDP ${authPort}, with Message-Authenticator (RFC 3579)`,
    `Accounting             UDP ${acctPort}, interim updates every 300 seconds`,
    `CoA and Disconnect     accept from ${server} at UDP ${coaPort} (RFC 5176)`,
    `Shared secret          ${secret}`,
  ],
};

export interface RadSecSetup {
  vendor: NasVendor;
  server: string;
  /** TCP port of RadSec. */
  port: number;
}

/**
 * Text for RADIUS over TLS: RouterOS speaks it; for the others, what to give a radsecproxy that stands beside them, whose UDP
 * side they ask instead of this server.
 */
export function radsecSetup({ vendor, server, port }: RadSecSetup): string {
  if (vendor === 'mikrotik')
    return [
      '# RadSec fixes the secret; import the certificates first, under these names.',
      `/radius add service=ppp,dhcp protocol=radsec address=${server} authentication-port=${port} accounting-port=${port} secret=radsec certificate=nas.crt timeout=3s comment=DotMac-RadSec`,
    ].join('\n');
  return [
    '# /etc/radsecproxy.conf on a machine beside the device',
    'ListenUDP *:1812',
    'ListenUDP *:1813',
    'tls default {',
    '  CACertificateFile /etc/radsecproxy/ca.pem',
    '  CertificateFile /etc/radsecproxy/nas.pem',
    '  CertificateKeyFile /etc/radsecproxy/nas.key',
    '}',
    'client ADDRESS-OF-THE-DEVICE {',
    '  type udp',
    '  secret SECRET-OF-THE-DEVICE',
    '}',
    'server dotmac {',
    '  type tls',
    `  host ${server}`,
    `  port ${port}`,
    '  secret radsec',
    '  statusserver on',
    '}',
    'realm * {',
    '  server dotmac',
    '  accountingServer dotmac',
    '}',
  ].join('\n');
}

/** Addresses no other machine reaches. */
export const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || address.startsWith('127.');
export const listensEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::';
