import type { AttributeTable } from './table.ts';

/** WISPr, vendor 14122: bandwidth in bit/s, from the subscriber's point of view. */
export const wisprAttributes = {
  'WISPr-Location-ID': [1, 'text'],
  'WISPr-Location-Name': [2, 'text'],
  'WISPr-Logoff-URL': [3, 'text'],
  'WISPr-Redirection-URL': [4, 'text'],
  'WISPr-Bandwidth-Min-Up': [5, 'uint32'],
  'WISPr-Bandwidth-Min-Down': [6, 'uint32'],
  'WISPr-Bandwidth-Max-Up': [7, 'uint32'],
  'WISPr-Bandwidth-Max-Down': [8, 'uint32'],
  'WISPr-Session-Terminate-Time': [9, 'text'],
  'WISPr-Session-Terminate-End-Of-Day': [10, 'text'],
  'WISPr-Billing-Class-Of-Service': [11, 'text'],
} as const satisfies AttributeTable;
