import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { ManagersCard } from '../managers-card.tsx';

export default function AccountManagersPage() {
  return (
    <PageBody>
      <PageHeader title="Account managers" subtitle="Who may deal with DotMac in your name, in a portal of its own." />
      <ManagersCard door="isp" />
    </PageBody>
  );
}
