import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { DescriptionList } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { radiusApi } from './customer-queries.ts';

interface Login {
  id: string;
  username: string;
}

/** Shows the password of a RADIUS login, after a question, because it goes on record. */
export function RevealPassword({
  login,
  open,
  onOpenChange,
}: {
  login: Login | undefined;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const reveal = useMutation(radiusApi.revealPassword.mutationOptions());
  const [shown, setShown] = useState<{ username: string; password: string } | null>(null);
  const confirmed = useRef(false);
  useEffect(() => {
    confirmed.current = false;
    if (!open) setShown(null);
  }, [open]);
  if (!login) return null;
  return (
    <>
      <ConfirmDialog
        open={open && shown === null}
        onOpenChange={(next) => !next && !confirmed.current && onOpenChange(false)}
        title={`Show the password of ${login.username}?`}
        tone="primary"
        confirmLabel="Show"
        onConfirm={async () => {
          const { username, password = '' } = await reveal.mutateAsync({ id: login.id });
          confirmed.current = true;
          setShown({ username, password });
        }}
      >
        The audit keeps that you have seen it.
      </ConfirmDialog>
      <Dialog open={open && shown !== null} onOpenChange={onOpenChange} size="sm" title="RADIUS login">
        {shown && (
          <DescriptionList
            items={[
              { term: 'Username', value: <CopyText text={shown.username} mono /> },
              { term: 'Password', value: <CopyText text={shown.password} mono /> },
            ]}
          />
        )}
      </Dialog>
    </>
  );
}
