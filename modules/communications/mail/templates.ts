import { z } from 'zod';
import { invalid } from '#kernel/errors.ts';
import type { MailTemplate } from './contract.ts';
import { type Draft, type Rendered, render, type Sender } from './letter.ts';

type Template = (values: Record<string, string>, sender: Sender) => Rendered;

/** Binds a template to the values it needs; a missing one refuses the mail, for a hole in a letter is worse than none. */
function template<S extends z.ZodType>(schema: S, write: (values: z.output<S>, senderName: string) => Draft): Template {
  return (given, sender) => {
    const parsed = schema.safeParse(given);
    if (parsed.success) return render(write(parsed.data, sender.name), sender);
    const [issue] = parsed.error.issues;
    throw invalid(`${issue?.path.join('.')}: ${issue?.message}`, `values.${issue?.path.join('.')}`);
  };
}

const said = () => z.string('This value of the mail is missing.').trim().min(1, 'This value of the mail is missing.');
const link = () => z.url({ protocol: /^https?$/, error: 'This link of the mail is not an address.' });

/** How far a customer is with the data of their plan. */
const dataFacts = {
  customerName: said(),
  planName: said(),
  subscriptionNumber: said(),
  used: said(),
  cap: said(),
  periodEnd: said(),
};
const dataRows = (v: { [K in keyof typeof dataFacts]: string }) =>
  [
    ['Plan', v.planName],
    ['Subscription', v.subscriptionNumber],
    ['Used', `${v.used} of ${v.cap}`],
    ['New period begins', v.periodEnd],
  ] as const;

/** Who of the platform's support comes, and why. */
const supportFacts = {
  name: said(),
  tenantName: said(),
  operatorName: said(),
  reason: said(),
  role: said(),
  duration: said(),
  link: link(),
};
const supportRows = (v: { [K in keyof typeof supportFacts]: string }) =>
  [
    ['Reason', v.reason],
    ['What for', v.role],
    ['For', v.duration],
  ] as const;

export const templates: Record<MailTemplate, Template> = {
  welcome: template(
    z.object({
      customerName: said(),
      planName: said(),
      speed: said(),
      subscriptionNumber: said(),
      username: said(),
      address: z.string().optional(),
      prefix: z.string().optional(),
      invoiceNumber: z.string().optional(),
    }),
    (v, senderName) => ({
      subject: `Welcome to ${senderName}`,
      greeting: `Hello ${v.customerName},`,
      paragraphs: [
        'Your line is ready. Connect your router and you are online.',
        'Please keep this mail: it holds what our support will ask you for.',
      ],
      facts: [
        ['Plan', v.planName],
        ['Speed', v.speed],
        ['Subscription', v.subscriptionNumber],
        ['Login name', v.username],
        ...(v.address ? [['IP address', v.address] as const] : []),
        ...(v.prefix ? [['IPv6 prefix', v.prefix] as const] : []),
        ...(v.invoiceNumber ? [['First invoice', v.invoiceNumber] as const] : []),
      ],
      note: 'Your router may be set up already. If it asks for a login password, call us; we never send it by mail.',
    }),
  ),
  'staff-invitation': template(
    z.object({ name: said(), tenantName: said(), invitedBy: said(), link: link(), expiresAt: said() }),
    (v) => ({
      subject: `${v.invitedBy} invites you to ${v.tenantName}`,
      greeting: `Hello ${v.name},`,
      paragraphs: [
        `${v.invitedBy} has invited you to work with ${v.tenantName} in DotMac. Choose a password to enter.`,
      ],
      button: { label: 'Accept the invitation', href: v.link },
      note: `The link works once, until ${v.expiresAt}. If you did not expect this, do nothing.`,
    }),
  ),
  'account-invitation': template(
    z.object({ name: said(), tenantName: said(), invitedBy: said(), link: link(), expiresAt: said() }),
    (v) => ({
      subject: `${v.invitedBy} invites you to ${v.tenantName}’s account at DotMac`,
      greeting: `Hello ${v.name},`,
      paragraphs: [
        `You are to look after what ${v.tenantName} has from DotMac: plan, licences, bills and support. Choose a password to enter the tenant portal.`,
        'This is an account of its own, apart from the one with which staff work in the console.',
      ],
      button: { label: 'Accept the invitation', href: v.link },
      note: `The link works once, until ${v.expiresAt}. If you did not expect this, do nothing.`,
    }),
  ),
  'support-asked': template(z.object({ ...supportFacts }), (v) => ({
    subject: `${v.operatorName} of DotMac asks to enter ${v.tenantName}`,
    greeting: `Hello ${v.name},`,
    paragraphs: [
      `${v.operatorName} of DotMac’s support asks to enter ${v.tenantName}. Nobody enters before one of you approves.`,
    ],
    facts: supportRows(v),
    button: { label: 'Approve or refuse', href: v.link },
    note: 'A request that nobody answers lapses after a day.',
  })),
  'support-entered': template(z.object({ ...supportFacts }), (v) => ({
    subject: `${v.operatorName} of DotMac has entered ${v.tenantName}`,
    greeting: `Hello ${v.name},`,
    paragraphs: [
      `${v.operatorName} of DotMac’s support has entered ${v.tenantName}. Everything they do is in your audit trail under their name.`,
    ],
    facts: supportRows(v),
    button: { label: 'See the visit, or end it', href: v.link },
    note: 'The visit ends by itself when its time is over.',
  })),
  'account-announcement': template(z.object({ name: said(), title: said(), body: z.string(), link: link() }), (v) => ({
    subject: `DotMac: ${v.title}`,
    greeting: `Hello ${v.name},`,
    paragraphs: [v.title, ...v.body.split(/\n{2,}/).filter((part) => part !== '')],
    button: { label: 'Open the tenant portal', href: v.link },
    note: 'You choose under Settings in the tenant portal which mails you get.',
  })),
  'account-ticket': template(
    z.object({ name: said(), ticketNumber: said(), subject: said(), by: said(), text: said(), link: link() }),
    (v) => ({
      subject: `${v.ticketNumber}: ${v.subject}`,
      greeting: `Hello ${v.name},`,
      paragraphs: [`${v.by} wrote in ${v.ticketNumber}:`, ...v.text.split(/\n{2,}/)],
      button: { label: 'Open the ticket', href: v.link },
    }),
  ),
  'password-reset': template(z.object({ name: said(), tenantName: said(), link: link(), hours: said() }), (v) => ({
    subject: `Set a new password for ${v.tenantName}`,
    greeting: `Hello ${v.name},`,
    paragraphs: ['Somebody, we hope you, asked for a new password for your account.'],
    button: { label: 'Set a new password', href: v.link },
    note: `The link works once, for ${v.hours === '1' ? 'one hour' : `${v.hours} hours`}. If it was not you, do nothing: your password stays as it is.`,
  })),
  'email-confirmation': template(z.object({ name: said(), tenantName: said(), link: link(), hours: said() }), (v) => ({
    subject: `Confirm this address for ${v.tenantName}`,
    greeting: `Hello ${v.name},`,
    paragraphs: [`Confirm that this is your address, and you can sign in to ${v.tenantName} with it.`],
    button: { label: 'Confirm this address', href: v.link },
    note: `The link works once, for ${v.hours} hours. If you did not ask for this, do nothing: without it the address opens nothing.`,
  })),
  'email-changed': template(z.object({ name: said(), tenantName: said(), link: link() }), (v) => ({
    subject: `Your address at ${v.tenantName} was changed`,
    greeting: `Hello ${v.name},`,
    paragraphs: [
      'From now on another e-mail address signs in to your account; this one does not any more.',
      'If it was not you, set a new password at once and tell us.',
    ],
    button: { label: 'Look at your account', href: v.link },
  })),
  'sign-in-notice': template(
    z.object({
      name: said(),
      tenantName: said(),
      what: said(),
      device: said(),
      address: said(),
      place: z.string().optional(),
      at: said(),
      link: link(),
    }),
    (v) => ({
      subject: `Your account at ${v.tenantName}: was this you?`,
      greeting: `Hello ${v.name},`,
      paragraphs: [v.what],
      facts: [
        ['When', v.at],
        ['Device', v.device],
        ['Address', v.address],
        ...(v.place ? [['Time zone', v.place] as const] : []),
      ],
      button: { label: 'Look at your account', href: v.link },
      note: 'If it was you, there is nothing to do. If it was not, end the session there and set a new password.',
    }),
  ),
  'service-suspended': template(
    z.object({ customerName: said(), planName: said(), subscriptionNumber: said(), reason: said() }),
    (v, senderName) => ({
      subject: `Your service at ${senderName} is suspended`,
      greeting: `Hello ${v.customerName},`,
      paragraphs: ['We have suspended your internet service. Please contact us to have it restored.'],
      facts: [
        ['Plan', v.planName],
        ['Subscription', v.subscriptionNumber],
        ['Reason', v.reason],
      ],
    }),
  ),
  'data-notice': template(z.object({ ...dataFacts, percent: said() }), (v, senderName) => ({
    subject: `You have used ${v.percent} % of your data`,
    greeting: `Hello ${v.customerName},`,
    paragraphs: [`You have used ${v.percent} % of the data of your plan at ${senderName} in this period.`],
    facts: [...dataRows(v)],
  })),
  'data-cap-reached': template(z.object({ ...dataFacts, consequence: said() }), (v, senderName) => ({
    subject: 'Your data for this period is used up',
    greeting: `Hello ${v.customerName},`,
    paragraphs: [
      `You have used all the data of your plan at ${senderName} in this period. ${v.consequence}`,
      'Call us if you want more data before the new period begins.',
    ],
    facts: [...dataRows(v)],
  })),
  'service-resumed': template(
    z.object({ customerName: said(), planName: said(), subscriptionNumber: said() }),
    (v) => ({
      subject: 'Your service is back',
      greeting: `Hello ${v.customerName},`,
      paragraphs: [
        'Your internet service has been restored. If you are not online within a minute, restart your router.',
      ],
      facts: [
        ['Plan', v.planName],
        ['Subscription', v.subscriptionNumber],
      ],
    }),
  ),
  'payment-received': template(
    z.object({
      customerName: said(),
      amount: said(),
      receiptNumber: said(),
      method: said(),
      invoices: z.string(),
      link: link(),
    }),
    (v) => ({
      subject: `Receipt ${v.receiptNumber} over ${v.amount}`,
      greeting: `Hello ${v.customerName},`,
      paragraphs: [`We have received ${v.amount}. Thank you.`],
      facts: [
        ['Receipt', v.receiptNumber],
        ['Paid with', v.method],
        ...(v.invoices ? [['Invoices', v.invoices] as const] : []),
      ],
      button: { label: 'See the receipt', href: v.link },
    }),
  ),
  'payment-refunded': template(
    z.object({ customerName: said(), amount: said(), receiptNumber: said(), method: said(), link: link() }),
    (v) => ({
      subject: `We have given back ${v.amount}`,
      greeting: `Hello ${v.customerName},`,
      paragraphs: [
        `${v.amount} of receipt ${v.receiptNumber} is on its way back to ${v.method}. Banks take a few days for it.`,
      ],
      button: { label: 'See the payment', href: v.link },
    }),
  ),
  'autopay-failed': template(
    z.object({
      customerName: said(),
      amount: said(),
      card: said(),
      reason: said(),
      next: said(),
      link: link(),
    }),
    (v) => ({
      subject: `${v.amount} could not be charged`,
      greeting: `Hello ${v.customerName},`,
      paragraphs: [`We wanted to charge ${v.amount} to ${v.card}, and it did not work. ${v.reason}`, v.next],
      button: { label: 'Pay the bill', href: v.link },
      note: 'You can change the card or switch autopay off in the portal.',
    }),
  ),
  'ticket-answered': template(
    z.object({ customerName: said(), ticketNumber: said(), subject: said(), text: said(), link: link() }),
    (v) => ({
      subject: `${v.ticketNumber}: ${v.subject}`,
      greeting: `Hello ${v.customerName},`,
      paragraphs: v.text.split(/\n{2,}/),
      button: { label: 'Answer', href: v.link },
      note: `This is an answer to your request ${v.ticketNumber}.`,
    }),
  ),
  'plan-changed': template(
    z.object({
      customerName: said(),
      subscriptionNumber: said(),
      fromPlan: said(),
      toPlan: said(),
      speed: said(),
      price: said(),
      begins: said(),
      invoiced: z.string().optional(),
      credited: z.string().optional(),
    }),
    (v) => ({
      subject: `Your plan is ${v.toPlan} now`,
      greeting: `Hello ${v.customerName},`,
      paragraphs: [`We have moved your line from ${v.fromPlan} to ${v.toPlan}. You need not restart your router.`],
      facts: [
        ['Plan', v.toPlan],
        ['Speed', v.speed],
        ['Price', v.price],
        ['Subscription', v.subscriptionNumber],
        ['Since', v.begins],
        ...(v.invoiced ? [['Invoiced for this period', v.invoiced] as const] : []),
        ...(v.credited ? [['Credit for your next invoices', v.credited] as const] : []),
      ],
    }),
  ),
  'plan-request-answered': template(
    z.object({ customerName: said(), toPlan: said(), subscriptionNumber: said(), answer: said(), link: link() }),
    (v) => ({
      subject: `Your request for ${v.toPlan}`,
      greeting: `Hello ${v.customerName},`,
      paragraphs: [`You asked us to move your line to ${v.toPlan}.`, v.answer],
      facts: [['Subscription', v.subscriptionNumber]],
      button: { label: 'See your service', href: v.link },
    }),
  ),
  'quota-notice': template(
    z.object({ providerName: said(), planName: said(), quota: said(), percent: said(), consequence: said() }),
    (v) => ({
      subject: `${v.quota}: ${v.percent} % of your plan is used`,
      greeting: `Hello ${v.providerName},`,
      paragraphs: [`You have used ${v.percent} % of what ${v.planName} includes. ${v.consequence}`],
      facts: [
        ['Plan', v.planName],
        ['Quota', v.quota],
      ],
    }),
  ),
  'account-invoice': template(
    z.object({ providerName: said(), number: said(), amount: said(), dueOn: said(), words: said() }),
    (v) => ({
      subject: `DotMac invoice ${v.number}`,
      greeting: `Hello ${v.providerName},`,
      paragraphs: [v.words],
      facts: [
        ['Invoice', v.number],
        ['To pay', v.amount],
        ['Due', v.dueOn],
      ],
      note: 'You find it in the tenant portal under Billing, Receipts.',
    }),
  ),
  'tenant-export': template(z.object({ tenantName: said(), link: link(), until: said(), eraseOn: said() }), (v) => ({
    subject: `Everything that ${v.tenantName} had`,
    greeting: 'Hello,',
    paragraphs: [
      `${v.tenantName} is closed. Everything that was kept for it has been written out: one file for each kind of record, and every file that was uploaded.`,
      'Whoever has this link can download it, so do not pass this mail on.',
    ],
    facts: [
      ['The link works until', v.until],
      ['The data is deleted after', v.eraseOn],
    ],
    button: { label: 'Download the export', href: v.link },
  })),
  'customer-message': template(z.object({ customerName: said(), subject: said(), text: said() }), (v) => ({
    subject: v.subject,
    greeting: `Hello ${v.customerName},`,
    paragraphs: v.text.split(/\n{2,}/).filter((part) => part.trim() !== ''),
  })),
};
