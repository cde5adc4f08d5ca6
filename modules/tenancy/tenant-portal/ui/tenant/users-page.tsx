import { ManagersCard } from '#modules/tenancy/account-managers/ui/managers-card.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';

export default function UsersPage() {
  return (
    <PageBody>
      <PageHeader title="Users" />
      <ManagersCard door="tenant" />
    </PageBody>
  );
}
