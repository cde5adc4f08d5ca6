import { AcceptStaffInvitation } from '../accept-invitation.tsx';

export default function AcceptInvitationPage() {
  return <AcceptStaffInvitation realm="isp" />;
}
