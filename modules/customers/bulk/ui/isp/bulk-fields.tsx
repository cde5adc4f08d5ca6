import { useId } from 'react';
import { suspendReasons } from '#modules/billing/subscriptions/contract.ts';
import { useSegments } from '#modules/customers/segments/ui/isp/segments.ts';
import { Input, Textarea } from '#ui/base/input.tsx';
import { Select } from '#ui/base/select.tsx';
import type { BulkAction } from '../../contract.ts';

export interface Wanted {
  suspendReason: string;
  subject: string;
  text: string;
  tag: string;
  listId: string;
}
export const nothingWanted: Wanted = { suspendReason: '', subject: '', text: '', tag: '', listId: '' };

const reasonWords: Record<(typeof suspendReasons)[number], string> = {
  non_payment: 'Unpaid bills',
  abuse: 'Abuse',
  customer_request: 'They asked for it',
  other: 'Another reason',
};
const starters = [
  { value: 'own', label: 'My own words', subject: '', text: '' },
  {
    value: 'maintenance',
    label: 'Planned maintenance',
    subject: 'Work on your line',
    text: 'We will be working on the network that serves you. Your connection may drop for a few minutes; you need not do anything.',
  },
  {
    value: 'payment',
    label: 'Friendly payment reminder',
    subject: 'A bill of yours is open',
    text: 'A bill of your account {number} is still open. If you have paid it in the last days, please disregard this message. You find the bill in your customer portal.',
  },
  {
    value: 'contact',
    label: 'Please check your contact data',
    subject: 'Are your contact details still right?',
    text: 'Please look at the contact details of your account {number} in the customer portal, so that we can reach you when something concerns your line.',
  },
];

/** Why what was typed is not enough yet. */
export function lacking(action: BulkAction, wanted: Wanted): string | undefined {
  if (action === 'suspend' && !wanted.suspendReason) return 'Choose a reason.';
  if (action === 'message' && wanted.subject.trim().length < 3) return 'Write a subject.';
  if (action === 'message' && wanted.text.trim().length < 3) return 'Write the message.';
  if ((action === 'tag' || action === 'untag') && wanted.tag.trim() === '') return 'Name the tag.';
  if (action === 'pin' && !wanted.listId) return 'Choose a list.';
  return undefined;
}
/** What was typed, and of it only what the action takes. */
export const given = (wanted: Wanted) => Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== ''));

const labelClass = 'mb-1 block text-sm font-medium text-ink-2';
interface FieldsProps {
  wanted: Wanted;
  onChange: (change: Partial<Wanted>) => void;
}

function MessageFields({ wanted, onChange }: FieldsProps) {
  const [subjectId, textId] = [useId(), useId()];
  return (
    <>
      <div>
        <span className={labelClass}>Start from</span>
        <Select
          aria-label="Start from"
          value={starters.find(({ text }) => text === wanted.text)?.value ?? 'own'}
          onChange={(value) => {
            const { subject = '', text = '' } = starters.find((one) => one.value === value) ?? {};
            onChange({ subject, text });
          }}
          options={starters}
        />
      </div>
      <div>
        <label htmlFor={subjectId} className={labelClass}>
          Subject
        </label>
        <Input
          id={subjectId}
          value={wanted.subject}
          maxLength={150}
          onChange={(event) => onChange({ subject: event.target.value })}
        />
      </div>
      <div>
        <label htmlFor={textId} className={labelClass}>
          Message
        </label>
        <Textarea
          id={textId}
          rows={6}
          value={wanted.text}
          maxLength={5000}
          onChange={(event) => onChange({ text: event.target.value })}
        />
        <p className="mt-1 text-sm text-ink-3">
          {'{name} and {number} become each customer’s own. The greeting stands above by itself.'}
        </p>
      </div>
    </>
  );
}

function ListField({ wanted, onChange }: FieldsProps) {
  const { items } = useSegments();
  const lists = items.filter((segment) => segment.kind === 'static');
  return (
    <Select
      aria-label="List"
      value={wanted.listId}
      onChange={(listId) => onChange({ listId })}
      placeholder={lists.length === 0 ? 'No lists yet: make one under Segments' : 'Choose a list'}
      options={lists.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

function TagField({ wanted, onChange }: FieldsProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className={labelClass}>
        Tag
      </label>
      <Input id={id} value={wanted.tag} maxLength={40} onChange={(event) => onChange({ tag: event.target.value })} />
    </div>
  );
}

/** What an action is made with. */
export function BulkFields({ action, ...rest }: FieldsProps & { action: BulkAction }) {
  if (action === 'message') return <MessageFields {...rest} />;
  if (action === 'pin') return <ListField {...rest} />;
  if (action === 'tag' || action === 'untag') return <TagField {...rest} />;
  if (action === 'resume') return null;
  return (
    <Select
      aria-label="Reason"
      value={rest.wanted.suspendReason}
      onChange={(suspendReason) => rest.onChange({ suspendReason })}
      placeholder="Choose a reason"
      options={suspendReasons.map((value) => ({ value, label: reasonWords[value] }))}
    />
  );
}
