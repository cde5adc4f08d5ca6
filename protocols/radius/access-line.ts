import { vendorId } from './dictionary.ts';
import type { Packet } from './packet.ts';

const VENDOR_SPECIFIC = 26;
const CISCO_AV_PAIR = 1;
const ALC_TO_SERVER_DHCP_OPTIONS = 102;
const RELAY_AGENT_INFORMATION = 82;

/** Where a line ends in the access network (DHCP option 82, PPPoE intermediate agent), as the NAS passed it on. */
export interface AccessLine {
  /** The port, such as `OLT1/1/1/1:1`. */
  readonly circuitId?: string;
  /** The device at the subscriber's end, such as the serial number of an ONU. */
  readonly remoteId?: string;
}

/**
 * Reads the line from the Broadband Forum's attributes (RFC 4679), else Juniper's, else Cisco's pairs, else the DHCP options
 * that Nokia (Alcatel-Lucent) passes on whole. Values that are no text, such as a MAC address, come as 0x and hex digits.
 */
export function readAccessLine(request: Packet): AccessLine {
  if (!request.has(VENDOR_SPECIFIC)) return noLine;
  const circuitId =
    lineText(request.vendorOctets(vendorId['ADSL-Forum'], 1)) ??
    lineText(request.vendorOctets(vendorId.ERX, 110)) ??
    ciscoPair(request, 'circuit-id-tag=') ??
    relayed(request, 1);
  const remoteId =
    lineText(request.vendorOctets(vendorId['ADSL-Forum'], 2)) ??
    lineText(request.vendorOctets(vendorId.ERX, 182)) ??
    ciscoPair(request, 'remote-id-tag=') ??
    relayed(request, 2);
  return { ...(circuitId === undefined ? {} : { circuitId }), ...(remoteId === undefined ? {} : { remoteId }) };
}

const noLine: AccessLine = {};
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells octets from text
const unprintable = /[\u0000-\u001f\u007f\ufffd]/;

function lineText(octets: Buffer | undefined): string | undefined {
  if (octets === undefined || octets.length === 0) return undefined;
  const text = octets.toString();
  return unprintable.test(text) ? `0x${octets.toString('hex')}` : text;
}

/** Sub-option of the relay agent information (RFC 3046, option 82) among the DHCP options the client sent. */
function relayed(request: Packet, subOption: number): string | undefined {
  const options = request.vendorOctets(vendorId['Alcatel-Lucent'], ALC_TO_SERVER_DHCP_OPTIONS);
  const relay = options && option(options, RELAY_AGENT_INFORMATION);
  return relay && lineText(option(relay, subOption));
}

/** The value of an option in a row of code, length and value; undefined when it is not there or cut. */
function option(options: Buffer, wanted: number): Buffer | undefined {
  for (let at = 0; at + 2 <= options.length; at += 2 + options[at + 1]!) {
    const end = at + 2 + options[at + 1]!;
    if (options[at] === wanted) return end <= options.length ? options.subarray(at + 2, end) : undefined;
  }
  return undefined;
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
