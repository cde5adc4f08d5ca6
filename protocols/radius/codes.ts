/** Packet codes of RFC 2865, 2866, 5176 and 5997. */
export const code = {
  'Access-Request': 1,
  'Access-Accept': 2,
  'Access-Reject': 3,
  'Accounting-Request': 4,
  'Accounting-Response': 5,
  'Access-Challenge': 11,
  'Status-Server': 12,
  'Disconnect-Request': 40,
  'Disconnect-ACK': 41,
  'Disconnect-NAK': 42,
  'CoA-Request': 43,
  'CoA-ACK': 44,
  'CoA-NAK': 45,
} as const;

export type CodeName = keyof typeof code;
export type Code = (typeof code)[CodeName];

const names = new Map<number, CodeName>(Object.entries(code).map(([name, number]) => [number, name as CodeName]));

/** The name of a packet code, or undefined when this implementation does not speak it. */
export function codeName(number: number): CodeName | undefined {
  return names.get(number);
}

/** Error-Cause values (RFC 5176 3.6) a NAS or a server answers a CoA or Disconnect with. */
export const errorCause = {
  residualSessionContextRemoved: 201,
  invalidEapPacket: 202,
  unsupportedAttribute: 401,
  missingAttribute: 402,
  nasIdentificationMismatch: 403,
  invalidRequest: 404,
  unsupportedService: 405,
  unsupportedExtension: 406,
  invalidAttributeValue: 407,
  administrativelyProhibited: 501,
  requestNotRoutable: 502,
  sessionContextNotFound: 503,
  sessionContextNotRemovable: 504,
  otherProxyProcessingError: 505,
  resourcesUnavailable: 506,
  requestInitiated: 507,
  multipleSessionSelectionUnsupported: 508,
} as const;
