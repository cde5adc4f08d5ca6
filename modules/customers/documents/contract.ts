import { z } from 'zod';
import { command, contract, file, many, nothing, one, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, open, personal, resource } from '#kernel/contract/fields.ts';

export const documentTypes = ['contract', 'identity_proof', 'installation_form', 'acceptance', 'other'] as const;
export const mediaTypes = ['application/pdf', 'image/png', 'image/jpeg', 'image/webp'] as const;

/** One version of a document of a customer. A signature belongs to the exact content that was shown. */
export const CustomerDocument = resource('CustomerDocument', {
  id: open(z.uuid()),
  customerId: open(z.uuid()),
  /** The id of the first version; all versions share it. */
  seriesId: open(z.uuid()),
  version: open(z.int()),
  type: open(z.enum(documentTypes)),
  name: personal('subscriber', z.string()),
  mediaType: open(z.enum(mediaTypes)),
  sizeBytes: open(z.int()),
  /** SHA-256 of the content, hex. */
  sha256: open(z.string()),
  addedBy: personal('staff', z.string()),
  createdAt: open(instant()),
  signerName: personal('subscriber', z.string().nullable()),
  /** The sentence the signer agreed to. */
  consent: internal(z.string().nullable()),
  signedAt: open(instant().nullable()),
  signedFromIp: personal('subscriber', z.string().nullable()),
  /** Who of the staff was there. */
  witnessedBy: personal('staff', z.string().nullable()),
  /** SHA-256 over the content's hash, the signer, the sentence, the time and the address, hex. */
  signatureHash: open(z.string().nullable()),
});
const Verification = resource('DocumentVerification', {
  id: open(z.uuid()),
  /** The stored file is, byte for byte, what was uploaded. */
  contentIntact: open(z.boolean()),
  /** What the signature says is what was said when it was given; `null` without a signature. */
  signatureIntact: open(z.boolean().nullable()),
});
const about = { documentId: open(z.uuid()), customerId: open(z.uuid()), type: open(z.enum(documentTypes)) };
const base = { for: ['isp'], ui: '/dashboard/operations/customers/$id' } as const;

export const customerDocuments = contract({
  name: 'customer-documents',
  title: 'Documents of customers',
  events: {
    'document.added': { ...about, version: open(z.int()) },
    'document.signed': about,
    'document.removed': about,
  },
  realtime: {
    documents: {
      events: ['document.added', 'document.signed', 'document.removed'],
      for: ['isp'],
      can: 'platform.file:read',
    },
  },
  operations: {
    list: query('GET /customers/{id}/documents', {
      ...base,
      summary: 'Documents of a customer, every version',
      can: 'platform.file:read',
      in: Id,
      out: many(CustomerDocument),
    }),
    add: command('POST /customers/{id}/documents', {
      ...base,
      summary: 'Add a document, or a new version of one: PDF or picture, up to 10 MB',
      can: 'platform.file:write',
      in: Id.extend({
        type: z.enum(documentTypes),
        name: z.string().trim().min(1, 'Name the document.').max(200),
        contentBase64: z.base64().max(14_000_000, 'A document may have 10 MB.'),
        /** A version of this document is replaced; its type stays. */
        documentId: z.uuid().optional(),
      }),
      out: one(CustomerDocument),
      emits: ['document.added'],
    }),
    download: query('GET /customer-documents/{id}/content', {
      ...base,
      summary: 'Download a document',
      can: 'platform.file:read',
      in: Id,
      out: file('application/octet-stream'),
    }),
    sign: command('POST /customer-documents/{id}/signature', {
      ...base,
      summary: 'Record the customer’s signature, given on this screen',
      can: 'platform.file:write',
      in: Id.extend({
        signerName: z.string().trim().min(2, 'Enter the full name of who signs.').max(200),
        /** What the signer saw; another content is refused. */
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
      out: one(CustomerDocument),
      emits: ['document.signed'],
    }),
    verify: query('GET /customer-documents/{id}/verification', {
      ...base,
      summary: 'Whether a document and its signature are still what they were',
      can: 'platform.file:read',
      in: Id,
      out: one(Verification),
    }),
    remove: command('POST /customer-documents/{id}/removal', {
      ...base,
      summary: 'Remove a version of a document, with a reason',
      can: 'platform.file:write',
      in: Id.extend({ reason: z.string().trim().min(3, 'Say why.').max(300) }),
      out: nothing(),
      emits: ['document.removed'],
    }),
  },
});
