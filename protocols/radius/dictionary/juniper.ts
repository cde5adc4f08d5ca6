import type { AttributeTable, ValueTable } from './table.ts';

/** Juniper, vendor 2636: login of staff on the router itself. */
export const juniperAttributes = {
  'Juniper-Local-User-Name': [1, 'text'],
  'Juniper-Allow-Commands': [2, 'text'],
  'Juniper-Deny-Commands': [3, 'text'],
  'Juniper-Allow-Configuration': [4, 'text'],
  'Juniper-Deny-Configuration': [5, 'text'],
  'Juniper-Interactive-Command': [8, 'text'],
  'Juniper-Configuration-Change': [9, 'text'],
  'Juniper-User-Permissions': [10, 'text'],
  'Juniper-Junosspace-Profiles': [11, 'text'],
  'Juniper-CTP-Group': [21, 'uint32'],
  'Juniper-CTPView-APP-Group': [22, 'uint32'],
  'Juniper-CTPView-OS-Group': [23, 'uint32'],
  'Juniper-Primary-Dns': [31, 'ipv4'],
  'Juniper-Primary-Wins': [32, 'ipv4'],
  'Juniper-Secondary-Dns': [33, 'ipv4'],
  'Juniper-Secondary-Wins': [34, 'ipv4'],
  'Juniper-Interface-id': [35, 'text'],
  'Juniper-Ip-Pool-Name': [36, 'text'],
  'Juniper-Keep-Alive': [37, 'uint32'],
  'Juniper-CoS-Traffic-Control-Profile': [38, 'text'],
  'Juniper-CoS-Parameter': [39, 'text'],
  'Juniper-encapsulation-overhead': [40, 'uint32'],
  'Juniper-cell-overhead': [41, 'uint32'],
  'Juniper-tx-connect-speed': [42, 'uint32'],
  'Juniper-rx-connect-speed': [43, 'uint32'],
  'Juniper-Firewall-filter-name': [44, 'text'],
  'Juniper-Policer-Parameter': [45, 'text'],
  'Juniper-Local-Group-Name': [46, 'text'],
  'Juniper-Local-Interface': [47, 'text'],
  'Juniper-Switching-Filter': [48, 'text'],
  'Juniper-VoIP-Vlan': [49, 'text'],
  'Juniper-CWA-Redirect': [50, 'text'],
  'Juniper-AV-Pair': [52, 'text'],
} as const satisfies AttributeTable;

export const juniperValues = {
  'Juniper-CTPView-APP-Group': { Net_View: 1, Net_Admin: 2, Global_Admin: 3 },
  'Juniper-CTP-Group': { Read_Only: 1, Admin: 2, Privileged_Admin: 3, Auditor: 4 },
  'Juniper-CTPView-OS-Group': { Web_Manager: 1, System_Admin: 2, Auditor: 3 },
} as const satisfies ValueTable;
