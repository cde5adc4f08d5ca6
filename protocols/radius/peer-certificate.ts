import type { X509Certificate } from 'node:crypto';

const fingerprint = /^(?:sha-?256(?: fingerprint)?[:= ]\s*)?((?:[\da-f]{2}[: ]?){32})$/i;
const subjectAltName = /(?:^|, )(?:DNS|IP Address|URI|email):([^",]+)(?=,|$)/g;

/**
 * One spelling of what a peer's certificate is recognised by: `sha256:` and 64 hex digits for a fingerprint in any of the usual
 * spellings, else the name in lower case. Undefined when there is nothing in the text.
 */
export function certificateIdentity(text: string): string | undefined {
  const trimmed = text.trim();
  const [, octets] = fingerprint.exec(trimmed) ?? [];
  if (octets !== undefined) return `sha256:${octets.replaceAll(/[: ]/g, '').toLowerCase()}`;
  return trimmed === '' ? undefined : trimmed.toLowerCase();
}

/**
 * What a verified certificate may be recognised by, the most exact first: its SHA-256 fingerprint, its subject alternative
 * names, its common name (RFC 6614 2.3). Names that need quoting are left out: nobody has such a host, but forgers do.
 */
export function identitiesOf(certificate: X509Certificate): string[] {
  const names = [...(certificate.subjectAltName ?? '').matchAll(subjectAltName)].map(([, name]) => name!);
  const commonName: unknown = certificate.toLegacyObject().subject.CN;
  if (typeof commonName === 'string') names.push(commonName);
  return [certificate.fingerprint256, ...names].flatMap((name) => certificateIdentity(name) ?? []);
}
