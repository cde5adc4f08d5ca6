import type { topics } from './contract.ts';

export type Topic = (typeof topics)[number];
type Payload = Readonly<Record<string, unknown>>;
/** How figures of an event are written: `money(3900, 'EUR')`. */
export interface Figures {
  money(amountMinor: number, currency: string): string;
}
interface Words {
  topic: Topic;
  say: string | ((payload: Payload, figures: Figures) => string);
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const amount = (minor: unknown, currency: unknown, figures: Figures) =>
  typeof minor === 'number' && typeof currency === 'string' ? figures.money(minor, currency) : 'an amount';
const because = (reason: unknown) => (text(reason) ? `: ${text(reason).replaceAll('_', ' ')}` : '');
const list = (value: unknown) => (Array.isArray(value) ? value.map((item) => spaced(text(item))).join(', ') : '');
const spaced = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[-_.]/g, ' ')
    .toLowerCase();

const reasons: Record<string, string> = {
  non_payment: 'not paid',
  abuse: 'abuse',
  customer_request: 'on request',
  other: 'other reason',
};
const coaOutcomes: Record<string, string> = {
  ack: 'The router has done it',
  nak: 'The router refused it',
  timeout: 'The router did not answer',
  no_session: 'There was no session to change',
};
const planOf = (p: Record<string, unknown>) => (text(p['toPlanName']) ? `: ${text(p['toPlanName'])}` : '');
const documentWord = (type: unknown) =>
  type === 'other' ? 'Document' : spaced(text(type)).replace(/^./, (c) => c.toUpperCase()) || 'Document';
const coaKinds: Record<string, string> = { disconnect: 'disconnect', change_speed: 'change of speed' };

const verifications: Record<string, string> = {
  confirmed: 'The router’s next report bears out what it answered',
  contradicted: 'The router’s next report contradicts what it answered',
  unknown: 'No report shows whether the router did it',
};

/** What each event means to the person who reads a customer's timeline. An event that is not here is shown by its name. */
export const words: Readonly<Record<string, Words>> = {
  'customer.created': { topic: 'people', say: (p) => `Customer ${text(p['number'])} created` },
  'customer.updated': {
    topic: 'people',
    say: (p) => (list(p['fields']) ? `Changed: ${list(p['fields'])}` : 'Data changed'),
  },
  'customer.merged': { topic: 'people', say: (p) => `Customer ${text(p['formerNumber'])} became part of this one` },
  'plan-request.asked': { topic: 'service', say: (p) => `Change of plan asked for${planOf(p)}` },
  'plan-request.approved': { topic: 'service', say: (p) => `Change of plan approved${planOf(p)}` },
  'plan-request.declined': { topic: 'service', say: (p) => `Change of plan declined${planOf(p)}` },
  'plan-request.withdrawn': { topic: 'service', say: (p) => `Change of plan withdrawn${planOf(p)}` },
  'plan-request.dropped': { topic: 'service', say: (p) => `Change of plan dropped${planOf(p)}` },
  'line-check.run': { topic: 'network', say: 'Line checked' },
  'line-check.measured': { topic: 'network', say: 'Speed measured' },
  'line-check.solved': { topic: 'network', say: 'A line check ended: solved' },
  'line-check.reported': { topic: 'network', say: 'A line check was reported to the service desk' },
  'customer.status-changed': {
    topic: 'people',
    say: (p) => `Became ${text(p['to'])}, was ${text(p['from'])}${because(p['reason'])}`,
  },
  'health.band-changed': {
    topic: 'people',
    say: (p) =>
      p['to'] ? `Health is now ${text(p['to'])}${p['from'] ? `, was ${text(p['from'])}` : ''}` : 'Health not known',
  },
  'note.added': { topic: 'people', say: 'Note written' },
  'note.changed': { topic: 'people', say: 'Note pinned or unpinned' },
  'note.removed': { topic: 'people', say: 'Note removed' },
  'file.stored': { topic: 'people', say: 'File attached' },
  'file.removed': { topic: 'people', say: 'File removed' },
  'document.added': {
    topic: 'people',
    say: (p) =>
      `${documentWord(p['type'])} added${Number(p['version']) > 1 ? `, version ${Number(p['version'])}` : ''}`,
  },
  'document.signed': { topic: 'people', say: (p) => `${documentWord(p['type'])} signed` },
  'document.removed': { topic: 'people', say: (p) => `${documentWord(p['type'])} removed` },
  'portal-visit.started': {
    topic: 'people',
    say: (p) => `${text(p['memberName'])} asked to see the portal as they see it`,
  },
  'portal-visit.entered': {
    topic: 'people',
    say: (p) =>
      `${text(p['memberName'])} entered the portal in their name${p['mayAct'] === true ? ', and may act' : ', only to look'}`,
  },
  'portal-visit.ended': { topic: 'people', say: (p) => `${text(p['memberName'])} left the portal` },
  'portal-account.changed': { topic: 'people', say: 'Portal account changed' },

  'subscription.ordered': { topic: 'service', say: 'Plan sold; provisioning began' },
  'subscription.activated': { topic: 'service', say: 'Service active' },
  'subscription.suspended': {
    topic: 'service',
    say: (p) => `Service suspended: ${reasons[text(p['reason'])] ?? text(p['reason'])}`,
  },
  'subscription.resumed': { topic: 'service', say: 'Service resumed' },
  'subscription.plan-changed': {
    topic: 'service',
    say: (p) => `Moved from ${text(p['fromPlanName']) || 'a plan'} to ${text(p['toPlanName']) || 'another'}`,
  },
  'subscription.plan-change-scheduled': {
    topic: 'service',
    say: (p) => `Moves to ${text(p['toPlanName'])} on ${text(p['effectiveOn'])}`,
  },
  'subscription.plan-change-dropped': {
    topic: 'service',
    say: (p) => `Will not move to ${text(p['toPlanName'])}${because(p['reason'])}`,
  },
  'subscription.cancelled': { topic: 'service', say: (p) => `Subscription cancelled${because(p['reason'])}` },
  'subscription.failed': { topic: 'service', say: (p) => `Provisioning was rolled back${because(p['reason'])}` },

  'invoice.issued': {
    topic: 'money',
    say: (p, f) => `Invoice ${text(p['number'])} issued, ${amount(p['totalMinor'], p['currency'], f)}`,
  },
  'payment.recorded': {
    topic: 'money',
    say: (p, f) => `Payment of ${amount(p['amountMinor'], p['currency'], f)} for invoice ${text(p['number'])}`,
  },
  'payment.released': {
    topic: 'money',
    say: (p, f) =>
      `${amount(p['amountMinor'], p['currency'], f)} taken from invoice ${text(p['number'])}, which is open again`,
  },
  'payment.succeeded': {
    topic: 'money',
    say: (p, f) => `Payment of ${amount(p['amountMinor'], p['currency'], f)} received`,
  },
  'payment.started': {
    topic: 'money',
    say: (p, f) => `Payment of ${amount(p['amountMinor'], p['currency'], f)} begun`,
  },
  'payment.failed': {
    topic: 'money',
    say: (p, f) =>
      `Payment of ${amount(p['amountMinor'], p['currency'], f)} failed${because(p['reason']).replace(/\.$/, '')}`,
  },
  'payment.cancelled': { topic: 'money', say: 'Payment not completed' },
  'payment.asked': { topic: 'money', say: 'The gateway was asked about a payment' },
  'payment.refund-failed': {
    topic: 'money',
    say: (p) => `Refund refused by the gateway${because(p['reason'])}`,
  },
  'payment-method.started': { topic: 'money', say: 'Card is being added' },
  'payment-method.kept': { topic: 'money', say: 'Card added' },
  'payment-method.removed': { topic: 'money', say: 'Card removed' },
  'autopay.changed': { topic: 'money', say: (p) => `Autopay switched ${p['enabled'] === true ? 'on' : 'off'}` },
  'payment.refund-requested': {
    topic: 'money',
    say: (p, f) => `Refund of ${amount(p['amountMinor'], p['currency'], f)} asked for`,
  },
  'payment.refunded': { topic: 'money', say: (p, f) => `${amount(p['amountMinor'], p['currency'], f)} given back` },
  'credit.used': {
    topic: 'money',
    say: (p, f) => `${amount(p['amountMinor'], p['currency'], f)} of credit used for invoices`,
  },
  'invoice.paid': { topic: 'money', say: (p) => `Invoice ${text(p['number'])} paid in full` },
  'invoice.voided': { topic: 'money', say: (p) => `Invoice ${text(p['number'])} voided${because(p['reason'])}` },

  'credit-note.granted': {
    topic: 'money',
    say: (p, f) => `Credit of ${amount(p['amountMinor'], p['currency'], f)}${because(p['reason'])}`,
  },
  'credit-note.used': {
    topic: 'money',
    say: (p, f) => `Credit of ${amount(p['amountMinor'], p['currency'], f)} used for an invoice`,
  },
  'credit-note.returned': {
    topic: 'money',
    say: (p, f) => `Credit of ${amount(p['amountMinor'], p['currency'], f)} returned by a voided invoice`,
  },

  'radius.account-changed': { topic: 'network', say: 'RADIUS login set up or changed' },
  'radius.account-removed': { topic: 'network', say: 'RADIUS login removed' },
  'radius.session-started': { topic: 'network', say: 'Came online' },
  'radius.session-stopped': { topic: 'network', say: 'Went offline' },
  'radius.disconnect-requested': { topic: 'network', say: (p) => `Disconnect asked for${because(p['reason'])}` },
  'radius.speed-changed': { topic: 'network', say: (p) => `Change of speed asked for${because(p['reason'])}` },
  'radius.speed-requested': { topic: 'network', say: 'Another speed asked for, until the next login' },
  'radius.coa-verified': {
    topic: 'network',
    say: (p) => verifications[text(p['verification'])] ?? 'A request to the router was checked',
  },
  'radius.coa-requested': { topic: 'network', say: 'Request sent to the router' },
  'radius.coa-answered': {
    topic: 'network',
    say: (p) =>
      `${coaOutcomes[text(p['outcome'])] ?? 'The router answered'} (${coaKinds[text(p['kind'])] ?? text(p['kind'])})`,
  },
  'ip-address.assigned': { topic: 'network', say: 'IP address assigned' },
  'ip-address.changed': { topic: 'network', say: (p) => `IP address became ${text(p['lifecycle'])}` },
  'ip-address.released': { topic: 'network', say: 'IP address released' },

  'quota.threshold-reached': {
    topic: 'network',
    say: (p) => `${typeof p['percent'] === 'number' ? `${p['percent']} %` : 'A good part'} of the data used`,
  },
  'quota.throttled': { topic: 'network', say: 'All data used: slowed down' },
  'quota.blocked': { topic: 'network', say: 'All data used: blocked' },
  'quota.lifted': { topic: 'network', say: (p) => `Full speed again: ${text(p['reason'])}` },
  'quota.data-added': { topic: 'network', say: (p) => `Data added${because(p['reason'])}` },

  'ticket.opened': {
    topic: 'messages',
    say: (p) => `Ticket ${text(p['number'])} opened ${text(p['channel']) === 'portal' ? 'in the portal' : 'by staff'}`,
  },
  'ticket.replied': {
    topic: 'messages',
    say: (p) => (text(p['by']) === 'customer' ? 'Customer answered in a ticket' : 'Ticket answered'),
  },
  'ticket.noted': { topic: 'messages', say: 'Note in a ticket' },
  'ticket.changed': { topic: 'messages', say: (p) => `Ticket changed: ${list(p['fields'])}` },
  'ticket.status-changed': { topic: 'messages', say: (p) => `Ticket became ${text(p['to'])}, was ${text(p['from'])}` },

  'mail.queued': { topic: 'messages', say: 'Mail written' },
  'mail.sent': { topic: 'messages', say: 'Mail sent' },
  'mail.failed': { topic: 'messages', say: 'Mail could not be sent' },
  'mail.held': { topic: 'messages', say: 'Mail held: no mail server is configured' },
};

/** Topic and sentence of an event. */
export function inWords(event: string, payload: Payload, figures: Figures): { topic: Topic; text: string } {
  const known = words[event];
  if (!known) return { topic: 'service', text: spaced(event).replace(/^./, (c) => c.toUpperCase()) };
  return { topic: known.topic, text: typeof known.say === 'string' ? known.say : known.say(payload, figures) };
}

/** Names of the events of a topic; of `service` also every event that is not known, hence `except`. */
export function eventsOf(topic: Topic): { only: string[] } | { except: string[] } {
  const all = Object.entries(words);
  if (topic === 'service') return { except: all.flatMap(([name, w]) => (w.topic === topic ? [] : [name])) };
  return { only: all.flatMap(([name, w]) => (w.topic === topic ? [name] : [])) };
}

export const fileLimitBytes = 10 * 2 ** 20;
export const whyNotRemoveNote = (authorId: string | null, actorId: string | null): string | undefined =>
  authorId !== null && authorId === actorId ? undefined : 'Only the one who wrote a note may remove it.';
