import { prefetchOwnSecurity } from '#modules/identity/sign-ins/ui/own-security.ts';
import { OwnSecurityCards } from '#modules/identity/sign-ins/ui/own-security-cards.tsx';
import { PasswordCard } from '#modules/identity/staff/ui/password-card.tsx';
import { SecondFactorCard } from '#modules/identity/staff/ui/second-factor-card.tsx';
import { Card, DescriptionList } from '#ui/base/card.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useSession } from '#ui/session/session-provider.tsx';

export const loader = ({ queryClient }: LoaderContext) => prefetchOwnSecurity(queryClient, 'tenant');

export default function AccountPage() {
  const { user, tenant } = useSession();
  return (
    <PageBody>
      <PageHeader title="My account" />
      <div className="grid max-w-[1040px] items-start gap-4 lg:grid-cols-2">
        <Card title="Who I am" className="lg:col-span-2">
          <DescriptionList
            align="start"
            items={[
              { term: 'Name', value: user.name },
              { term: 'E-mail', value: user.email },
              { term: 'Deals with DotMac for', value: tenant?.name, hideEmpty: true },
            ]}
          />
        </Card>
        <PasswordCard />
        <SecondFactorCard />
        <OwnSecurityCards />
      </div>
    </PageBody>
  );
}
