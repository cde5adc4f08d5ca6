import { callsFor } from '#kernel/client.ts';
import { AcceptInvitation } from '#modules/identity/staff/ui/accept-invitation.tsx';
import { accountManagers } from '../../contract.ts';

const calls = callsFor(accountManagers, 'tenant');

export default function AcceptInvitationPage() {
  return (
    <AcceptInvitation
      realm="tenant"
      calls={{
        offer: (token) => calls.invitation({ token }),
        accept: (input) => calls.acceptInvitation(input),
      }}
    />
  );
}
