import {
  ArrowLeftRight,
  Ban,
  CircleX,
  Ellipsis,
  KeyRound,
  NotebookPen,
  Pause,
  Pencil,
  Play,
  RotateCw,
  Send,
  ShoppingCart,
  Ticket,
  Unplug,
  Wallet,
} from 'lucide-react';
import { useRefusal } from '#modules/billing/subscriptions/ui/isp/subscription-dialogs.tsx';
import { Button, IconButton } from '#ui/base/button.tsx';
import { Menu } from '#ui/base/menu.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { usePaletteActions } from '#ui/shell/palette-actions.ts';
import { isRunning, whyNotClose, whyNotReopen, whyNotSell } from '../../rules.ts';
import { mainSubscription, useLiveSessions, useLogins, useSubscriptions } from './customer-queries.ts';
import type { CustomerDetailView } from './customer-values.tsx';

export const dialogNames = [
  'sell',
  'ticket',
  'message',
  'suspend',
  'resume',
  'plan',
  'retry',
  'cancel',
  'pay',
  'disconnect',
  'password',
  'edit',
  'close',
  'reopen',
] as const;
export type DialogName = (typeof dialogNames)[number];

/** What the actions work on, and why each cannot be done now; undefined when it can. */
export function useCustomerActions(customer: CustomerDetailView) {
  const subscriptions = useSubscriptions(customer.id);
  const sessions = useLiveSessions(customer.id);
  const logins = useLogins(customer.id);
  const ofSubscription = useRefusal();
  const [pay, sell, write, disconnect, password, ticket, mail] = [
    useCan('billing.payment:write'),
    useCan('billing.subscription:write'),
    useCan('customers.customer:write'),
    useCan('network.radius-session:manage'),
    useCan('network.radius-password:read'),
    useCan('support.ticket:write'),
    useCan('communications.mail:write'),
  ];
  const all = subscriptions.data?.items ?? [];
  const subscription = mainSubscription(all);
  const [session] = sessions.data?.items ?? [];
  const [login] = logins.data?.items ?? [];
  const nothingSold = 'Nothing has been sold to this customer.';
  const on = (command: Parameters<typeof ofSubscription>[0]) =>
    subscription ? ofSubscription(command, subscription) : nothingSold;
  const running = all.filter(({ status }) => isRunning({ status, activated: true })).length;
  const why: Record<DialogName, string | undefined> = {
    sell: sell.reason ?? whyNotSell(customer.status),
    ticket: ticket.reason,
    message:
      write.reason ??
      mail.reason ??
      (customer.status === 'closed' ? 'The account is closed.' : undefined) ??
      (customer.email ? undefined : 'The customer has no e-mail address.'),
    suspend: on('suspend'),
    resume: on('resume'),
    plan: on('changePlan'),
    retry: on('retry'),
    cancel: on('cancel'),
    pay: pay.reason,
    disconnect: disconnect.reason ?? (session ? undefined : 'The customer is not online.'),
    password: password.reason ?? (login ? undefined : 'The customer has no RADIUS login.'),
    edit: write.reason,
    close: write.reason ?? whyNotClose(customer.status, running),
    reopen: write.reason ?? whyNotReopen(customer.status),
  };
  return { subscription, session, login, why };
}
export type CustomerActions = ReturnType<typeof useCustomerActions>;

interface Props {
  customer: CustomerDetailView;
  actions: CustomerActions;
  onAsk: (dialog: DialogName) => void;
  onNote: () => void;
}

/** The quick actions of the page's header; each is also in the palette. */
export function CustomerButtons({ customer, actions: { subscription, why }, onAsk, onNote }: Props) {
  const halted = subscription?.status === 'suspended';
  const offered: { dialog: DialogName; label: string }[] = [
    { dialog: 'sell', label: 'Sell a plan' },
    { dialog: 'ticket', label: 'Open a ticket' },
    { dialog: 'message', label: 'Send a message' },
    { dialog: halted ? 'resume' : 'suspend', label: halted ? 'Resume' : 'Suspend' },
    { dialog: 'plan', label: 'Change plan' },
    { dialog: 'pay', label: 'Take payment' },
    { dialog: 'disconnect', label: 'Disconnect session' },
    { dialog: 'password', label: 'Show RADIUS password' },
    { dialog: 'edit', label: 'Edit' },
    { dialog: 'cancel', label: 'Cancel subscription' },
  ];
  usePaletteActions(
    offered.map(({ dialog, label }) => ({
      label: `${label}: ${customer.name}`,
      reason: why[dialog],
      run: () => onAsk(dialog),
    })),
  );
  const closed = customer.status === 'closed';
  return (
    <>
      <Menu
        label="More actions"
        trigger={
          <IconButton label="More actions" variant="default">
            <Ellipsis />
          </IconButton>
        }
        groups={[
          [
            { label: 'Edit', icon: <Pencil />, reason: why.edit, onSelect: () => onAsk('edit') },
            { label: 'Add a note', icon: <NotebookPen />, onSelect: onNote },
            { label: 'Open a ticket', icon: <Ticket />, reason: why.ticket, onSelect: () => onAsk('ticket') },
            { label: 'Send a message', icon: <Send />, reason: why.message, onSelect: () => onAsk('message') },
          ],
          [
            {
              label: 'Disconnect session',
              icon: <Unplug />,
              reason: why.disconnect,
              onSelect: () => onAsk('disconnect'),
            },
            {
              label: 'Show RADIUS password',
              icon: <KeyRound />,
              reason: why.password,
              onSelect: () => onAsk('password'),
            },
            ...(subscription?.status === 'failed'
              ? [
                  {
                    label: 'Try provisioning again',
                    icon: <RotateCw />,
                    reason: why.retry,
                    onSelect: () => onAsk('retry'),
                  },
                ]
              : []),
          ],
          [
            {
              label: 'Cancel subscription',
              icon: <Ban />,
              danger: true,
              reason: why.cancel,
              onSelect: () => onAsk('cancel'),
            },
            closed
              ? { label: 'Open the account again', icon: <Play />, reason: why.reopen, onSelect: () => onAsk('reopen') }
              : {
                  label: 'Close account',
                  icon: <CircleX />,
                  danger: true,
                  reason: why.close,
                  onSelect: () => onAsk('close'),
                },
          ],
        ]}
      />
      <Button icon={<ShoppingCart />} reason={why.sell} onClick={() => onAsk('sell')}>
        Sell plan
      </Button>
      <Button icon={<ArrowLeftRight />} reason={why.plan} onClick={() => onAsk('plan')}>
        Change plan
      </Button>
      {halted ? (
        <Button icon={<Play />} reason={why.resume} onClick={() => onAsk('resume')}>
          Resume
        </Button>
      ) : (
        <Button variant="danger" icon={<Pause />} reason={why.suspend} onClick={() => onAsk('suspend')}>
          Suspend
        </Button>
      )}
      <Button variant="primary" icon={<Wallet />} reason={why.pay} onClick={() => onAsk('pay')}>
        Take payment
      </Button>
    </>
  );
}
