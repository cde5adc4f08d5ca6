import { EmailCard } from '#modules/identity/sign-ins/ui/email-card.tsx';
import { OwnSecurityCards } from '#modules/identity/sign-ins/ui/own-security-cards.tsx';
import { Chip } from '#ui/base/badge.tsx';
import { Card, DescriptionList } from '#ui/base/card.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useSession } from '#ui/session/session-provider.tsx';
import { PasswordCard } from './password-card.tsx';
import { SecondFactorCard } from './second-factor-card.tsx';

function Who() {
  const { user, tenant, permissions } = useSession();
  return (
    <Card title="Who I am">
      <DescriptionList
        align="start"
        items={[
          { term: 'Name', value: user.name },
          { term: 'Provider', value: tenant?.name, hideEmpty: true },
          {
            term: 'May do',
            value: permissions.includes('*') ? (
              <Chip tone="brand">Everything</Chip>
            ) : (
              `${permissions.length} ${permissions.length === 1 ? 'permission' : 'permissions'} of my roles`
            ),
          },
        ]}
      />
    </Card>
  );
}

export default function AccountPage() {
  return (
    <PageBody>
      <PageHeader title="My account" />
      <div className="grid max-w-[1040px] items-start gap-4 lg:grid-cols-2">
        <Who />
        <EmailCard />
        <PasswordCard />
        <SecondFactorCard />
        <OwnSecurityCards />
      </div>
    </PageBody>
  );
}
