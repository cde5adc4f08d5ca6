import { useMutation } from '@tanstack/react-query';
import { TakePaymentDialog } from '#modules/billing/payments/ui/isp/take-payment-dialog.tsx';
import { ChangePlanDialog } from '#modules/billing/subscriptions/ui/isp/change-plan-dialog.tsx';
import { OrderDialog } from '#modules/billing/subscriptions/ui/isp/order-dialog.tsx';
import {
  CancelDialog,
  ResumeDialog,
  RetryDialog,
  SuspendDialog,
} from '#modules/billing/subscriptions/ui/isp/subscription-dialogs.tsx';
import { BulkDialog } from '#modules/customers/bulk/ui/isp/bulk-dialog.tsx';
import { OpenTicketDialog } from '#modules/support/tickets/ui/isp/open-ticket-dialog.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import type { CustomerActions, DialogName } from './customer-actions.tsx';
import { CloseCustomerDialog, EditCustomerDialog } from './customer-dialogs.tsx';
import { customersApi as api, type CustomerDetailView, useRefreshCustomers } from './customer-values.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { RevealPassword } from './reveal-password.tsx';

interface Props {
  customer: CustomerDetailView;
  actions: CustomerActions;
  /** The open one, from the address. */
  dialog: DialogName | undefined;
  onClose: () => void;
}

const subscriptionDialogs = [
  ['suspend', SuspendDialog],
  ['resume', ResumeDialog],
  ['plan', ChangePlanDialog],
  ['retry', RetryDialog],
  ['cancel', CancelDialog],
] as const;

/** The dialogs of the header's actions, each the owning module's own. */
export function CustomerActionDialogs({ customer, actions, dialog, onClose }: Props) {
  const { subscription, session, login, why } = actions;
  const shown = (name: DialogName) => ({ open: dialog === name, onOpenChange: (open: boolean) => !open && onClose() });
  return (
    <>
      <OrderDialog {...shown('sell')} customer={customer} />
      <OpenTicketDialog {...shown('ticket')} customer={customer} />
      {subscription &&
        subscriptionDialogs.map(([name, Dialog]) => <Dialog key={name} {...shown(name)} subscription={subscription} />)}
      {dialog === 'message' && (
        <BulkDialog
          action="message"
          target={{ ids: [customer.id], name: customer.name }}
          onClose={onClose}
          onStarted={() => {
            onClose();
            toast.ok('The message is on its way.');
          }}
        />
      )}
      <TakePaymentDialog {...shown('pay')} customer={customer} />
      <DisconnectDialog {...shown('disconnect')} session={session} />
      <RevealPassword {...shown('password')} login={login} />
      <EditCustomerDialog {...shown('edit')} customer={customer} />
      <CloseCustomerDialog {...shown('close')} customer={customer} reason={why.close} />
      <ReopenDialog {...shown('reopen')} customer={customer} />
    </>
  );
}

function ReopenDialog({
  customer,
  ...frame
}: {
  customer: CustomerDetailView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const reopen = useMutation(api.reopen.mutationOptions());
  const refresh = useRefreshCustomers();
  return (
    <ConfirmDialog
      {...frame}
      title={`Open the account of ${customer.name} again?`}
      tone="primary"
      confirmLabel="Open again"
      onConfirm={async () => {
        await reopen.mutateAsync({ id: customer.id });
        await refresh();
        toast.ok(`${customer.number} is open again.`);
      }}
    >
      Plans can then be sold to it as before.
    </ConfirmDialog>
  );
}
