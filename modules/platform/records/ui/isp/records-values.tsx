import { useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import type { Tone } from '#ui/tone.ts';
import { type Note, records, type StoredFile, type subjectTypes } from '../../contract.ts';

export const recordsApi = clientFor(records, 'isp');
export type NoteView = View<typeof Note, 'isp'>;
export type FileView = View<typeof StoredFile, 'isp'>;

export interface Subject {
  subjectType: (typeof subjectTypes)[number];
  subjectId: string;
}

/** The few events that a reader's eye should find; the others are neutral. */
export const eventTones: Readonly<Record<string, Tone>> = {
  'subscription.activated': 'ok',
  'subscription.resumed': 'ok',
  'subscription.suspended': 'warn',
  'subscription.cancelled': 'warn',
  'subscription.failed': 'bad',
  'payment.recorded': 'ok',
  'invoice.paid': 'ok',
  'radius.session-started': 'ok',
  'mail.failed': 'bad',
};

export function useRefreshRecords() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: recordsApi.key() });
}
