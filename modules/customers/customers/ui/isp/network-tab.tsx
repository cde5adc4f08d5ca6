import { Grid } from '#ui/base/card.tsx';
import { AddressesCard } from './addresses-card.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { LoginsCard } from './logins-card.tsx';
import { AuthLog, CoaRequests, Sessions } from './network-logs.tsx';
import { UsageCard } from './usage-card.tsx';

export const NetworkTab = ({ customerId }: { customerId: string }) => (
  <Grid>
    <ConnectionCard customerId={customerId} className="lg:col-span-4" />
    <LoginsCard customerId={customerId} className="lg:col-span-4" />
    <AddressesCard customerId={customerId} className="lg:col-span-4" />
    <UsageCard customerId={customerId} className="lg:col-span-12" />
    <Sessions customerId={customerId} />
    <AuthLog customerId={customerId} />
    <CoaRequests customerId={customerId} />
  </Grid>
);
