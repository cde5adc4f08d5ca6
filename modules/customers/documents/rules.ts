import type { mediaTypes } from './contract.ts';

export type MediaType = (typeof mediaTypes)[number];
export const documentLimitBytes = 10 * 2 ** 20;
export const consentSentence = 'I have read this document and agree to it; my name stands for my signature.';

const extensions: Record<MediaType, string> = {
  'application/pdf': '.pdf',
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/webp': '.webp',
};
const startsWith = (content: Uint8Array, text: string, at = 0) =>
  [...text].every((letter, i) => content[at + i] === letter.charCodeAt(0));

/** What the bytes are, whatever their name says; `undefined` for what a document may not be. */
export function sniffed(content: Uint8Array): MediaType | undefined {
  if (startsWith(content, '%PDF-')) return 'application/pdf';
  if (startsWith(content, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (startsWith(content, '\xff\xd8\xff')) return 'image/jpeg';
  if (startsWith(content, 'RIFF') && startsWith(content, 'WEBP', 8)) return 'image/webp';
  return undefined;
}

/** A name that is safe on every disk and says what the content is. */
export function cleanName(name: string, type: MediaType): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const plain = last
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  return `${plain || 'document'}${extensions[type]}`;
}

export interface Signature {
  signerName: string;
  consent: string;
  signedAt: string;
  signedFromIp: string | null;
  witnessedBy: string;
}
/** What a signature's hash is taken over: one array, so that no two signatures are written alike. */
export const signedText = (documentId: string, sha256: string, s: Signature): string =>
  JSON.stringify([documentId, sha256, s.signerName, s.consent, s.signedAt, s.signedFromIp, s.witnessedBy]);
