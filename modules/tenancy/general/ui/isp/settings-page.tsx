import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { clientFor } from '#kernel/client.ts';
import { Card } from '#ui/base/card.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { holds } from '#ui/page/navigation.ts';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext, Page } from '#ui/page/pages.ts';
import { Link } from '#ui/page/url.tsx';
import { usePermissions } from '#ui/session/session-provider.tsx';
import { useApp } from '#ui/shell/shell-context.tsx';
import { general } from '../../contract.ts';

const api = clientFor(general, 'isp');
const options = () => api.get.queryOptions({ input: {} });
export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchQuery(options());

/** What is set where, besides the pages below `/dashboard/settings`, which are found by themselves. */
const elsewhere: Record<string, string> = {
  '/dashboard/security-access/users': 'Colleagues, and what each may do',
  '/dashboard/security-access/roles': 'Roles and their permissions',
  '/dashboard/security-access/api-keys': 'Keys for your own programs',
  '/dashboard/ipam/netbox': 'The NetBox that addresses are compared with',
  '/dashboard/radius/freeradius': 'A FreeRADIUS beside the engine',
};
const about: Record<string, string> = {
  '/dashboard/settings/general': 'Name, currency, time zone and language',
  '/dashboard/settings/branding': 'Logo, colours, names and contacts on pages, mails and documents',
  '/dashboard/settings/domains': 'Host names of your own for the portal',
};

const Entry = ({ page, text }: { page: Page; text: string }) => (
  <li className="border-line not-last:border-b">
    <Link to={page.path} className="flex items-center gap-3 px-4 py-3 hover:bg-hover">
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{page.title}</span>
        <span className="block text-sm text-ink-2">{text}</span>
      </span>
      <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-3 rtl:-scale-x-100" />
    </Link>
  </li>
);

export default function SettingsPage() {
  const mine = usePermissions();
  const { pages } = useApp();
  const query = useQuery(options());
  const may = (page: Page) => !page.can || holds(mine, page.can);
  const own = pages.filter((page) => /^\/dashboard\/settings\/[^/$]+$/.test(page.path) && may(page));
  const others = pages.filter((page) => page.path in elsewhere && may(page));
  const { data } = query;
  return (
    <PageBody>
      <PageHeader
        title="Settings"
        subtitle={data && `${data.name} · ${data.currency} · ${data.timeZone.replaceAll('_', ' ')} · ${data.locale}`}
      />
      {query.isError && !data && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title="Your company" flush>
          <ul>
            {own.map((page) => (
              <Entry
                key={page.path}
                page={page}
                text={about[page.path] ?? page.keywords?.slice(0, 4).join(', ') ?? ''}
              />
            ))}
          </ul>
        </Card>
        {others.length > 0 && (
          <Card title="People and connections" flush>
            <ul>
              {others.map((page) => (
                <Entry key={page.path} page={page} text={elsewhere[page.path] ?? ''} />
              ))}
            </ul>
          </Card>
        )}
      </div>
    </PageBody>
  );
}
