import type { View } from '#kernel/contract/fields.ts';
import type { Customer } from './contract.ts';

type Exported = View<typeof Customer, 'isp'>;

interface Column {
  /** Heading in the export, and the field that an error of the import names. */
  name: string;
  /** Other headings it is known by, without spaces and marks. */
  also?: readonly string[];
  read: (customer: Exported) => string;
  /** Only written: the import passes over it. */
  exportOnly?: boolean;
}

/** The columns of the customer CSV, in order; the import knows them by name, in any order. */
export const csvColumns: readonly Column[] = [
  { name: 'number', exportOnly: true, read: (c) => c.number },
  { name: 'kind', also: ['type', 'customertype'], read: (c) => c.kind },
  { name: 'name', also: ['fullname', 'customer', 'customername'], read: (c) => c.name },
  { name: 'email', also: ['emailaddress', 'mail'], read: (c) => c.email ?? '' },
  { name: 'phone', also: ['phonenumber', 'telephone', 'mobile'], read: (c) => c.phone ?? '' },
  { name: 'status', exportOnly: true, read: (c) => c.status },
  { name: 'tier', read: (c) => c.tier },
  { name: 'line1', also: ['address', 'street', 'address1', 'addressline1'], read: (c) => c.serviceAddress.line1 },
  { name: 'line2', also: ['address2', 'addressline2'], read: (c) => c.serviceAddress.line2 },
  { name: 'postcode', also: ['zip', 'zipcode', 'postalcode'], read: (c) => c.serviceAddress.postcode },
  { name: 'city', also: ['town'], read: (c) => c.serviceAddress.city },
  { name: 'country', read: (c) => c.serviceAddress.country },
  { name: 'taxNumber', also: ['taxid', 'vat', 'vatnumber'], read: (c) => c.taxNumber ?? '' },
  { name: 'locale', also: ['language'], read: (c) => c.locale },
  { name: 'tags', read: (c) => c.tags.join('; ') },
  { name: 'createdAt', exportOnly: true, read: (c) => c.createdAt },
];
/** A custom field has a column of its own: `custom.meter number`. */
export const customPrefix = 'custom.';

export const headingKey = (heading: string) => heading.toLowerCase().replace(/[^a-z0-9]/g, '');
