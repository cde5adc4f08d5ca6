import { useState } from 'react';
import { StatusChip, type StatusTones } from '#ui/base/badge.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { Segmented } from '#ui/base/choice.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { DateTime } from '#ui/format/values.tsx';
import type { MailTemplate } from '../contract.ts';
import type { MailState } from '../rules.ts';

export const mailTones: StatusTones<MailState> = {
  queued: 'info',
  sent: 'ok',
  failed: 'bad',
  held: ['warn', 'Not sent'],
  unwanted: ['neutral', 'Not wanted'],
};

const names: Record<MailTemplate, string> = {
  welcome: 'Welcome',
  'staff-invitation': 'Invitation',
  'account-invitation': 'Invitation to the tenant portal',
  'account-announcement': 'Announcement of DotMac',
  'account-ticket': 'Ticket between provider and DotMac',
  'password-reset': 'Password reset',
  'email-confirmation': 'Address to confirm',
  'email-changed': 'Address changed',
  'sign-in-notice': 'Sign-in notice',
  'service-suspended': 'Service suspended',
  'service-resumed': 'Service resumed',
  'quota-notice': 'Quota',
  'account-invoice': 'Invoice of the platform',
  'ticket-answered': 'Ticket answered',
  'data-notice': 'Data notice',
  'data-cap-reached': 'Data cap reached',
  'plan-changed': 'Plan changed',
  'plan-request-answered': 'Answer to a plan request',
  'support-asked': 'Support asks to enter',
  'support-entered': 'Support has entered',
  'payment-received': 'Receipt',
  'payment-refunded': 'Refund',
  'autopay-failed': 'Autopay failed',
  'tenant-export': 'Export of a closed provider',
  'customer-message': 'Message',
};
const known: Record<string, string> = names;
export const templateName = (template: string) => known[template] ?? template;
export const templateOptions = Object.entries(names).map(([value, label]) => ({ value, label }));

export interface LetterView {
  to: string;
  state: MailState;
  error: string | null;
  attempts: number;
  template: string;
  text: string;
  html: string;
  createdAt: string;
  sentAt: string | null;
}

const calloutTones = { failed: 'bad', held: 'warn', queued: 'info', unwanted: 'info' } as const;
const calloutTitles = {
  unwanted: 'The subscriber does without such mails, as they chose in the portal.',
  failed: 'The mail server refused it.',
  held: 'It has not left.',
  queued: 'It is being tried again.',
} as const;

/** What a person would read, beside what became of it. */
export function Letter({ mail }: { mail: LetterView }) {
  const [form, setForm] = useState<'html' | 'text'>('html');
  const { state, error } = mail;
  return (
    <div className="flex h-full flex-col gap-4">
      {error && state !== 'sent' && (
        <Callout tone={calloutTones[state]} title={calloutTitles[state]}>
          {error}
        </Callout>
      )}
      <DescriptionList
        align="start"
        items={[
          { term: 'To', value: <CopyText text={mail.to} /> },
          { term: 'Kind', value: templateName(mail.template) },
          { term: 'State', value: <StatusChip status={state} tones={mailTones} /> },
          { term: 'Written', value: <DateTime at={mail.createdAt} show="minute" /> },
          { term: 'Sent', value: mail.sentAt && <DateTime at={mail.sentAt} show="minute" />, hideEmpty: true },
          { term: 'Failed attempts', value: mail.attempts || null, hideEmpty: true },
        ]}
      />
      <Segmented
        label="Form"
        value={form}
        onChange={setForm}
        options={[
          { value: 'html', label: 'As it looks' },
          { value: 'text', label: 'Plain text' },
        ]}
      />
      {form === 'html' ? (
        // No scripts, no forms, no access to this page; its links open beside it.
        <iframe
          title="Mail as it looks"
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          srcDoc={`<base target="_blank">${mail.html}`}
          className="min-h-[480px] w-full flex-1 rounded-md border border-line bg-white"
        />
      ) : (
        <pre className="mono min-h-[480px] flex-1 overflow-auto rounded-md border border-line bg-sunken p-3 text-sm wrap-anywhere whitespace-pre-wrap">
          {mail.text}
        </pre>
      )}
    </div>
  );
}
