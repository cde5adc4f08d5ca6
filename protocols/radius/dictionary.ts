import { adslForumAttributes } from './dictionary/adsl-forum.ts';
import { alcatelLucentAttributes, alcatelLucentValues } from './dictionary/alcatel-lucent.ts';
import { ciscoAttributes, ciscoValues } from './dictionary/cisco.ts';
import { erxAttributes, erxValues } from './dictionary/erx.ts';
import { huaweiAttributes, huaweiValues } from './dictionary/huawei.ts';
import { juniperAttributes, juniperValues } from './dictionary/juniper.ts';
import { microsoftAttributes, microsoftValues } from './dictionary/microsoft.ts';
import { mikrotikAttributes, mikrotikValues } from './dictionary/mikrotik.ts';
import { rfcAttributes, rfcValues } from './dictionary/rfc.ts';
import type { AttributeFlag, AttributeTable, DataType, ValueTable } from './dictionary/table.ts';
import { wisprAttributes } from './dictionary/wispr.ts';

/** Vendors of the dictionary by their IANA private enterprise number. */
export const vendorId = {
  Cisco: 9,
  Microsoft: 311,
  Huawei: 2011,
  Juniper: 2636,
  'ADSL-Forum': 3561,
  ERX: 4874,
  'Alcatel-Lucent': 6527,
  WISPr: 14122,
  Mikrotik: 14988,
} as const;

export type VendorName = keyof typeof vendorId;

/** Every attribute name the dictionary knows, of the RFCs and of the vendors. */
export type AttributeName =
  | keyof typeof rfcAttributes
  | keyof typeof adslForumAttributes
  | keyof typeof alcatelLucentAttributes
  | keyof typeof ciscoAttributes
  | keyof typeof erxAttributes
  | keyof typeof huaweiAttributes
  | keyof typeof juniperAttributes
  | keyof typeof microsoftAttributes
  | keyof typeof mikrotikAttributes
  | keyof typeof wisprAttributes;

/** One attribute as the dictionary knows it; `vendor` 0 is the RFC space. */
export interface AttributeDefinition {
  readonly name: AttributeName;
  readonly vendor: number;
  readonly type: number;
  readonly dataType: DataType;
  readonly tagged: boolean;
  readonly hiding: 'none' | 'user-password' | 'salted';
  readonly concat: boolean;
  readonly valueNumbers: ReadonlyMap<string, number>;
  readonly valueNames: ReadonlyMap<number, string>;
}

const byName = new Map<string, AttributeDefinition>();
const byNumber = new Map<number, AttributeDefinition>();
const noNumbers: ReadonlyMap<string, number> = new Map();
const noNames: ReadonlyMap<number, string> = new Map();

function key(vendor: number, type: number): number {
  return vendor * 256 + type;
}

function register(vendor: number, attributes: AttributeTable, values: ValueTable = {}): void {
  for (const [name, [type, dataType, ...flags]] of Object.entries(attributes)) {
    const named = Object.entries(values[name] ?? {});
    const definition: AttributeDefinition = {
      name: name as AttributeName,
      vendor,
      type,
      dataType,
      tagged: flags.includes('tagged'),
      hiding: hidingOf(flags),
      concat: flags.includes('concat'),
      valueNumbers: named.length === 0 ? noNumbers : new Map(named),
      valueNames: named.length === 0 ? noNames : new Map(named.map(([text, number]) => [number, text])),
    };
    byName.set(name, definition);
    byNumber.set(key(vendor, type), definition);
  }
}

function hidingOf(flags: readonly AttributeFlag[]): AttributeDefinition['hiding'] {
  if (flags.includes('user-password')) return 'user-password';
  return flags.includes('salted') ? 'salted' : 'none';
}

register(0, rfcAttributes, rfcValues);
register(vendorId.Cisco, ciscoAttributes, ciscoValues);
register(vendorId.Microsoft, microsoftAttributes, microsoftValues);
register(vendorId.Huawei, huaweiAttributes, huaweiValues);
register(vendorId.Juniper, juniperAttributes, juniperValues);
register(vendorId['ADSL-Forum'], adslForumAttributes);
register(vendorId.ERX, erxAttributes, erxValues);
register(vendorId['Alcatel-Lucent'], alcatelLucentAttributes, alcatelLucentValues);
register(vendorId.WISPr, wisprAttributes);
register(vendorId.Mikrotik, mikrotikAttributes, mikrotikValues);

/** The definition of a named attribute. */
export function attributeByName(name: AttributeName): AttributeDefinition {
  return byName.get(name)!;
}

/** The definition of an attribute whose name came from outside; undefined when the dictionary does not know it. */
export function findAttribute(name: string): AttributeDefinition | undefined {
  return byName.get(name);
}

/** The definition by number (`vendor` 0 for the RFC space); undefined when the dictionary does not know it. */
export function attributeByNumber(vendor: number, type: number): AttributeDefinition | undefined {
  return byNumber.get(key(vendor, type));
}

/** Every attribute of the dictionary, for pickers and reference pages. */
export function allAttributes(): readonly AttributeDefinition[] {
  return [...byName.values()];
}

/** The name of a vendor by its enterprise number; undefined when the dictionary does not know it. */
export function vendorName(id: number): VendorName | undefined {
  return vendorNames.get(id);
}

const vendorNames = new Map(Object.entries(vendorId).map(([name, id]) => [id as number, name as VendorName]));
