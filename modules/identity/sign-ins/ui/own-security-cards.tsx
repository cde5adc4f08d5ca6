import { DevicesCard } from './devices-card.tsx';
import { PasskeysCard } from './passkeys-card.tsx';
import { OwnSessionsCard } from './sessions-card.tsx';

/** What one signs in with beside the password, and from where; for every account page. */
export const OwnSecurityCards = () => (
  <>
    <PasskeysCard className="lg:col-span-2" />
    <OwnSessionsCard className="lg:col-span-2" />
    <DevicesCard className="lg:col-span-2" />
  </>
);
