import { z } from 'zod';
import { command, contract, file, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, open, Paging, personal, resource } from '#kernel/contract/fields.ts';

/** What notes, files and the timeline can hang on. */
export const subjectTypes = ['customer', 'subscription', 'invoice', 'nas', 'ip-pool', 'plan', 'ticket'] as const;
const subject = { subjectType: z.enum(subjectTypes), subjectId: z.uuid() };

export const topics = ['people', 'service', 'network', 'money', 'messages'] as const;
export const Note = resource('Note', {
  id: open(z.uuid()),
  subjectType: open(z.enum(subjectTypes)),
  subjectId: open(z.uuid()),
  text: internal(z.string()),
  pinned: open(z.boolean()),
  authorId: personal('staff', z.string().nullable()),
  authorName: personal('staff', z.string()),
  createdAt: open(instant()),
});
export const StoredFile = resource('StoredFile', {
  id: open(z.uuid()),
  subjectType: open(z.enum(subjectTypes)),
  subjectId: open(z.uuid()),
  name: personal('subscriber', z.string()),
  mediaType: open(z.string()),
  sizeBytes: open(z.int()),
  /** SHA-256 of the content, hex. */
  sha256: open(z.string()),
  uploadedBy: personal('staff', z.string()),
  createdAt: open(instant()),
});
/** One thing that happened to a customer, from the event stream. */
const TimelineEntry = resource('TimelineEntry', {
  id: open(z.uuid()),
  at: open(instant()),
  event: open(z.string()),
  topic: open(z.enum(topics)),
  /** In words, with the figures of the event. */
  text: open(z.string()),
});
const person = '/dashboard/operations/customers/$id';
/** `customerId` is there when the record is a customer; their timeline shows it. */
const about = { subjectId: open(z.uuid()), customerId: open(z.uuid().nullable()) };
const base = { for: ['isp'], ui: person } as const;

export const records = contract({
  name: 'records',
  title: 'Notes, files and timeline',
  events: {
    'note.added': { noteId: open(z.uuid()), ...about },
    'note.changed': { noteId: open(z.uuid()), ...about },
    'note.removed': { noteId: open(z.uuid()), ...about },
    'file.stored': { fileId: open(z.uuid()), ...about },
    'file.removed': { fileId: open(z.uuid()), ...about },
  },
  realtime: {
    records: {
      events: ['note.added', 'note.changed', 'note.removed', 'file.stored', 'file.removed'],
      for: ['isp'],
      can: 'platform.note:read',
    },
  },
  operations: {
    listNotes: query('GET /notes', {
      ...base,
      summary: 'Notes on a record',
      can: 'platform.note:read',
      in: z.object(subject),
      out: many(Note),
    }),
    addNote: command('POST /notes', {
      ...base,
      summary: 'Add a note',
      can: 'platform.note:write',
      in: z.object({
        ...subject,
        text: z.string().trim().min(1, 'Write something.').max(5000),
        pinned: z.boolean().default(false),
      }),
      out: one(Note),
      emits: ['note.added'],
    }),
    pinNote: command('PATCH /notes/{id}', {
      ...base,
      summary: 'Pin a note to the top, or let it go',
      can: 'platform.note:write',
      in: Id.extend({ pinned: z.boolean() }),
      out: one(Note),
      emits: ['note.changed'],
    }),
    removeNote: command('DELETE /notes/{id}', {
      ...base,
      summary: 'Remove one’s own note',
      can: 'platform.note:write',
      in: Id,
      out: nothing(),
      emits: ['note.removed'],
    }),
    listFiles: query('GET /files', {
      ...base,
      summary: 'Files on a record',
      can: 'platform.file:read',
      in: z.object(subject),
      out: many(StoredFile),
    }),
    storeFile: command('POST /files', {
      ...base,
      summary: 'Attach a file, up to 10 MB',
      can: 'platform.file:write',
      in: z.object({
        ...subject,
        name: z.string().trim().min(1).max(200),
        mediaType: z.string().max(100).default('application/octet-stream'),
        contentBase64: z.base64().max(14_000_000, 'A file may have 10 MB.'),
      }),
      out: one(StoredFile),
      emits: ['file.stored'],
    }),
    download: query('GET /files/{id}/content', {
      ...base,
      summary: 'Download a file',
      can: 'platform.file:read',
      in: Id,
      out: file('application/octet-stream'),
    }),
    removeFile: command('DELETE /files/{id}', {
      ...base,
      summary: 'Remove a file',
      can: 'platform.file:write',
      in: Id,
      out: nothing(),
      emits: ['file.removed'],
    }),
    timeline: query('GET /customers/{id}/timeline', {
      ...base,
      summary: 'What happened to a customer, newest first',
      can: 'customers.customer:read',
      in: Id.extend(Paging.shape).extend({ topic: z.enum(topics).optional() }),
      out: page(TimelineEntry),
    }),
  },
});
