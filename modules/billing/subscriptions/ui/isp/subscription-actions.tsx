import { ArrowLeftRight, Ban, Ellipsis, Pause, Play, RotateCw } from 'lucide-react';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { Button, IconButton } from '#ui/base/button.tsx';
import { Menu, type MenuItem } from '#ui/base/menu.tsx';
import type { SubscriptionCommand } from '../../rules.ts';
import { ChangePlanDialog } from './change-plan-dialog.tsx';
import { CancelDialog, ResumeDialog, RetryDialog, SuspendDialog, useRefusal } from './subscription-dialogs.tsx';
import type { SubscriptionView } from './subscription-values.tsx';

type Asked = Extract<SubscriptionCommand, 'suspend' | 'resume' | 'changePlan' | 'cancel' | 'retry'>;
const dialogs = {
  suspend: SuspendDialog,
  resume: ResumeDialog,
  changePlan: ChangePlanDialog,
  cancel: CancelDialog,
  retry: RetryDialog,
};
const actions: { command: Asked; label: string; icon: MenuItem['icon']; danger?: boolean }[] = [
  { command: 'suspend', label: 'Suspend', icon: <Pause /> },
  { command: 'resume', label: 'Resume', icon: <Play /> },
  { command: 'changePlan', label: 'Change plan', icon: <ArrowLeftRight /> },
  { command: 'retry', label: 'Try provisioning again', icon: <RotateCw /> },
  { command: 'cancel', label: 'Cancel subscription', icon: <Ban />, danger: true },
];

interface Question {
  command: Asked;
  subscription: SubscriptionView;
}

function useAsked() {
  const [asked, setAsked] = useState<Question | null>(null);
  const [open, setOpen] = useState(false);
  const Dialog = asked ? dialogs[asked.command] : null;
  const ask = useCallback((command: Asked, subscription: SubscriptionView) => {
    setAsked({ command, subscription });
    setOpen(true);
  }, []);
  // Kept mounted while it closes, so that it can fade.
  const dialog = Dialog && asked && <Dialog subscription={asked.subscription} open={open} onOpenChange={setOpen} />;
  return { ask, dialog };
}

const AskContext = createContext<((command: Asked, subscription: SubscriptionView) => void) | null>(null);

/** Holds the dialogs of all menus inside it. Around a table, not in its rows: a click in a dialog is no click on a row. */
export function SubscriptionActions({ children }: { children: ReactNode }) {
  const { ask, dialog } = useAsked();
  return (
    <AskContext.Provider value={ask}>
      {children}
      {dialog}
    </AskContext.Provider>
  );
}

/** Everything that can be done to a subscription, as one menu; what cannot be done now says why. Needs SubscriptionActions. */
export function SubscriptionMenu({ subscription }: { subscription: SubscriptionView }) {
  const why = useRefusal();
  const ask = useContext(AskContext);
  if (!ask) throw new Error('SubscriptionMenu needs a SubscriptionActions around it');
  const item = ({ command, label, icon, danger }: (typeof actions)[number]): MenuItem => ({
    label,
    icon,
    ...(danger ? { danger } : {}),
    reason: why(command, subscription),
    onSelect: () => ask(command, subscription),
  });
  return (
    <Menu
      label={`Actions for ${subscription.number}`}
      trigger={
        <IconButton label={`Actions for ${subscription.number}`} size="sm">
          <Ellipsis />
        </IconButton>
      }
      groups={[actions.filter((a) => !a.danger).map(item), actions.filter((a) => a.danger).map(item)]}
    />
  );
}

/** The same as buttons, for a page that is about one subscription. */
export function SubscriptionButtons({ subscription }: { subscription: SubscriptionView }) {
  const why = useRefusal();
  const { ask, dialog } = useAsked();
  const hidden: Asked = subscription.status === 'suspended' ? 'suspend' : 'resume';
  const shown = actions.filter(
    ({ command }) => command !== hidden && (command !== 'retry' || subscription.status === 'failed'),
  );
  return (
    <>
      {shown.map(({ command, label, icon, danger }) => (
        <Button
          key={command}
          size="sm"
          icon={icon}
          variant={danger ? 'danger' : 'default'}
          reason={why(command, subscription)}
          onClick={() => ask(command, subscription)}
        >
          {label}
        </Button>
      ))}
      {dialog}
    </>
  );
}
