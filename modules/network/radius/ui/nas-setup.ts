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
    '# RouterOS 7.15 or newer sends the Message-Authenticator that is asked for.',
    `/radius add service=ppp,dhcp address=${server} authentication-port=${authPort} accounting-port=${acctPort} secret="${secret}" timeout=3s comment=DotMac`,
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
  ],
  huawei: ({ server, authPort, acctPort, secret }) => [
    'radius-server group dotmac',
    ` radius-server authentication ${server} ${authPort}`,
    ` radius-server accounting ${server} ${acctPort}`,
    ` radius-server shared-key-cipher ${secret}`,
    ' quit',
    `radius-server authorization ${server} shared-key-cipher ${secret} server-group dotmac`,
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
  generic: ({ server, authPort, acctPort, coaPort, secret }) => [
    `RADIUS server          ${server}`,
    `Authentication         UDP ${authPort}, with Message-Authenticator (RFC 3579)`,
    `Accounting             UDP ${acctPort}, interim updates every 300 seconds`,
    `CoA and Disconnect     accept from ${server} at UDP ${coaPort} (RFC 5176)`,
    `Shared secret          ${secret}`,
  ],
};

/** Addresses no other machine reaches. */
export const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || address.startsWith('127.');
export const listensEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::';
