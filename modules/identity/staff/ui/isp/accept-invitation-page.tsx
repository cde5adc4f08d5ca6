import { AcceptInvitation } from '../accept-invitation.tsx';

export default function AcceptInvitationPage() {
  return <AcceptInvitation realm="isp" />;
}
