/**
 * How an attribute's value is laid out (RFC 8044 names the same types):
 * `text` UTF-8; `octets` opaque; `uint32`/`time` 4 octets (time in seconds since 1970); `uint64` 8 octets; `ipv4` 4;
 * `ipv6` 16; `ipv6prefix` reserved octet, prefix length, 0-16 octets (RFC 3162 2.3); `interface-id` 8 (RFC 3162 2.2);
 * `vsa` vendor id and sub-attributes (RFC 2865 5.26).
 */
export type DataType =
  | 'text'
  | 'octets'
  | 'uint32'
  | 'uint64'
  | 'time'
  | 'ipv4'
  | 'ipv6'
  | 'ipv6prefix'
  | 'interface-id'
  | 'vsa';

/**
 * `tagged`: a tag octet groups attributes (RFC 2868); `user-password`: hidden as in RFC 2865 5.2; `salted`: hidden with a
 * salt as in RFC 2868 3.5; `concat`: one long value over several attributes (RFC 3579 3.1).
 */
export type AttributeFlag = 'tagged' | 'user-password' | 'salted' | 'concat';

/** Attribute name to number, data type and flags. */
export type AttributeTable = Readonly<
  Record<string, readonly [type: number, dataType: DataType, ...flags: AttributeFlag[]]>
>;

/** Attribute name to the names of its values. */
export type ValueTable = Readonly<Record<string, Readonly<Record<string, number>>>>;
