import type { AttributeTable, ValueTable } from './table.ts';

/** MikroTik RouterOS, vendor 14988. */
export const mikrotikAttributes = {
  'Mikrotik-Recv-Limit': [1, 'uint32'],
  'Mikrotik-Xmit-Limit': [2, 'uint32'],
  'Mikrotik-Group': [3, 'text'],
  'Mikrotik-Wireless-Forward': [4, 'uint32'],
  'Mikrotik-Wireless-Skip-Dot1x': [5, 'uint32'],
  'Mikrotik-Wireless-Enc-Algo': [6, 'uint32'],
  'Mikrotik-Wireless-Enc-Key': [7, 'text'],
  'Mikrotik-Rate-Limit': [8, 'text'],
  'Mikrotik-Realm': [9, 'text'],
  'Mikrotik-Host-IP': [10, 'ipv4'],
  'Mikrotik-Mark-Id': [11, 'text'],
  'Mikrotik-Advertise-URL': [12, 'text'],
  'Mikrotik-Advertise-Interval': [13, 'uint32'],
  'Mikrotik-Recv-Limit-Gigawords': [14, 'uint32'],
  'Mikrotik-Xmit-Limit-Gigawords': [15, 'uint32'],
  'Mikrotik-Wireless-PSK': [16, 'text'],
  'Mikrotik-Total-Limit': [17, 'uint32'],
  'Mikrotik-Total-Limit-Gigawords': [18, 'uint32'],
  'Mikrotik-Address-List': [19, 'text'],
  'Mikrotik-Wireless-MPKey': [20, 'text'],
  'Mikrotik-Wireless-Comment': [21, 'text'],
  'Mikrotik-Delegated-IPv6-Pool': [22, 'text'],
  'Mikrotik-DHCP-Option-Set': [23, 'text'],
  'Mikrotik-DHCP-Option-Param-STR1': [24, 'text'],
  'Mikrotik-DHCP-Option-Param-STR2': [25, 'text'],
  'Mikrotik-Wireless-VLANID': [26, 'uint32'],
  'Mikrotik-Wireless-VLANID-Type': [27, 'uint32'],
  'Mikrotik-Wireless-Minsignal': [28, 'text'],
  'Mikrotik-Wireless-Maxsignal': [29, 'text'],
  'Mikrotik-Switching-Filter': [30, 'text'],
} as const satisfies AttributeTable;

export const mikrotikValues = {
  'Mikrotik-Wireless-Enc-Algo': { 'No-encryption': 0, '40-bit-WEP': 1, '104-bit-WEP': 2, 'AES-CCM': 3, TKIP: 4 },
} as const satisfies ValueTable;
