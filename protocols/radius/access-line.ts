import { vendorId } from './dictionary.ts';
import type { Packet } from './packet.ts';

const VENDOR_SPECIFIC = 26;
const CISCO_AV_PAIR = 1;

/** Where a line ends in the access network (DHCP option 82, PPPoE intermediate agent), as the NAS passed it on. */
export interface AccessLine {
  /** The port, such as `OLT1/1/1/1:1`. */
  readonly circuitId?: string;
  /** The device at the subscriber's end, such as the serial number of an ONU. */
  readonly remoteId?: string;
}

/** Reads the line from the Broadband Forum's attributes (RFC 4679), else Juniper's, else Cisco's pairs. */
export function readAccessLine(request: Packet): AccessLine {
  const circuitId =
    request.vendorText(vendorId['ADSL-Forum'], 1) ??
    request.vendorText(vendorId.ERX, 110) ??
    ciscoPair(request, 'circuit-id-tag=');
  const remoteId =
    request.vendorText(vendorId['ADSL-Forum'], 2) ??
    request.vendorText(vendorId.ERX, 182) ??
    ciscoPair(request, 'remote-id-tag=');
  return { ...(circuitId === undefined ? {} : { circuitId }), ...(remoteId === undefined ? {} : { remoteId }) };
}

function ciscoPair(request: Packet, prefix: string): string | undefined {
  for (let at = request.valueAt(VENDOR_SPECIFIC); at !== 0; at = request.valueAt(VENDOR_SPECIFIC, at)) {
    const end = request.endOf(at);
    if (end - at < 6 || request.bytes.readUInt32BE(at) !== vendorId.Cisco || request.bytes[at + 4] !== CISCO_AV_PAIR) {
      continue;
    }
    const subEnd = Math.min(end, at + 4 + request.bytes[at + 5]!);
    const pair = request.bytes.toString('utf8', at + 6, Math.max(at + 6, subEnd));
    if (pair.startsWith(prefix)) return pair.slice(prefix.length);
  }
  return undefined;
}
