import type { AttributeTable } from './table.ts';

/** Broadband Forum, vendor 3561 (RFC 4679): the access line, rates in bit/s. */
export const adslForumAttributes = {
  'ADSL-Agent-Circuit-Id': [1, 'octets'],
  'ADSL-Agent-Remote-Id': [2, 'octets'],
  'Actual-Data-Rate-Upstream': [129, 'uint32'],
  'Actual-Data-Rate-Downstream': [130, 'uint32'],
  'Minimum-Data-Rate-Upstream': [131, 'uint32'],
  'Minimum-Data-Rate-Downstream': [132, 'uint32'],
  'Attainable-Data-Rate-Upstream': [133, 'uint32'],
  'Attainable-Data-Rate-Downstream': [134, 'uint32'],
  'Maximum-Data-Rate-Upstream': [135, 'uint32'],
  'Maximum-Data-Rate-Downstream': [136, 'uint32'],
  'Minimum-Data-Rate-Upstream-Low-Power': [137, 'uint32'],
  'Minimum-Data-Rate-Downstream-Low-Power': [138, 'uint32'],
  'Maximum-Interleaving-Delay-Upstream': [139, 'uint32'],
  'Actual-Interleaving-Delay-Upstream': [140, 'uint32'],
  'Maximum-Interleaving-Delay-Downstream': [141, 'uint32'],
  'Actual-Interleaving-Delay-Downstream': [142, 'uint32'],
  'Access-Loop-Encapsulation': [144, 'octets'],
  'IWF-Session': [254, 'octets'],
  'ADSL-Forum-DHCP-Vendor-Specific': [255, 'octets'],
} as const satisfies AttributeTable;
