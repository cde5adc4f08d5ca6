import { useQuery } from '@tanstack/react-query';
import { MoreHorizontal, Stethoscope } from 'lucide-react';
import { useState } from 'react';
import { z } from 'zod';
import { StaticIPAssignmentDialog } from '#modules/network/ip-management/ui/isp/static-ip-dialog.tsx';
import { Chip, Dot } from '#ui/base/badge.tsx';
import { Button, ButtonLink, IconButton } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { CopyText, Mono } from '#ui/base/copy.tsx';
import { Menu } from '#ui/base/menu.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { Bps, DateTime, Duration } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link, usePageParams, useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { bindingNames, keepingNames, priorityNames } from '../../policy-rules.ts';
import { whyNotDelete, whyNotReveal } from '../../rules.ts';
import { DeleteDialog, DisableDialog, EnableDialog, PasswordDialog, RevealDialog } from './login-dialogs.tsx';
import { EditLogin } from './login-edit.tsx';
import { type AccountView, LoginState, loginsPath } from './login-values.tsx';
import { radiusApi as api, link } from './radius-values.tsx';

const url = z.object({ dialog: z.enum(['edit', 'password', 'reveal', 'disable', 'enable', 'delete']).optional() });
const options = (id: string) => api.getAccount.queryOptions({ input: { id } });

export const loader = ({ queryClient, params }: LoaderContext) =>
  queryClient.prefetchQuery(options(params['id'] ?? ''));

const mono = (value: string | null) => (value === null ? null : <CopyText text={value} mono />);
const seconds = (value: number | null) => (value === null ? null : <Duration seconds={value} />);
const binding = (value: AccountView['lineBinding']) => (value === null ? 'As the policy says' : bindingNames[value]);

const Facts = ({ login }: { login: AccountView }) => (
  <Card title="Login">
    <DescriptionList
      items={[
        { term: 'Username', value: <CopyText text={login.username} mono /> },
        { term: 'Password', value: keepingNames[login.passwordKeeping] },
        {
          term: 'Customer',
          value: login.customerId && (
            <Link to={`/dashboard/operations/customers/${login.customerId}`} className={link}>
              {login.customerName ?? 'Customer'}
            </Link>
          ),
        },
        {
          term: 'Speed',
          value: (
            <>
              <Bps bps={login.downloadKbps * 1000} /> / <Bps bps={login.uploadKbps * 1000} />
            </>
          ),
        },
        { term: 'Refused with', value: login.rejectMessage, hideEmpty: true },
        { term: 'Sessions at once', value: login.simultaneousUse === 0 ? 'Without limit' : login.simultaneousUse },
        { term: 'Session timeout', value: seconds(login.sessionTimeoutSeconds) },
        { term: 'Idle timeout', value: seconds(login.idleTimeoutSeconds) },
        { term: 'Made', value: <DateTime at={login.createdAt} /> },
        { term: 'Note', value: login.note || null, hideEmpty: true },
      ]}
    />
  </Card>
);

const Binding = ({ login }: { login: AccountView }) => (
  <Card title="Line and devices">
    <DescriptionList
      items={[
        { term: 'Circuit id', value: mono(login.circuitId) },
        { term: 'Remote id', value: mono(login.remoteId) },
        { term: 'From another line', value: binding(login.lineBinding) },
        {
          term: 'Devices',
          value: login.macAddresses.length > 0 ? <Mono>{login.macAddresses.join(', ')}</Mono> : null,
        },
        { term: 'From another device', value: binding(login.macBinding) },
        { term: 'Outer VLAN', value: login.serviceVlan },
        { term: 'Inner VLAN', value: login.customerVlan },
      ]}
    />
  </Card>
);

/** A fixed address is given in the registry; the login follows it at once. */
function AssignAddress({ login }: { login: AccountView }) {
  const [open, setOpen] = useState(false);
  const write = useCan('network.ip:write');
  const { subscriptionId } = login;
  return (
    <>
      <Button
        size="sm"
        reason={write.reason ?? (subscriptionId ? undefined : 'It is no subscription’s; type its addresses in.')}
        onClick={() => setOpen(true)}
      >
        Assign address
      </Button>
      {subscriptionId && (
        <StaticIPAssignmentDialog
          subscriptionId={subscriptionId}
          name={login.username}
          open={open}
          onOpenChange={setOpen}
        />
      )}
    </>
  );
}

const Addresses = ({ login }: { login: AccountView }) => (
  <Card title="Addresses" aside={<AssignAddress login={login} />}>
    <DescriptionList
      items={[
        { term: 'IPv4', value: mono(login.framedIpAddress) },
        { term: 'IPv4 pool', value: mono(login.framedPool), hideEmpty: true },
        { term: 'IPv6 prefix of the link', value: mono(login.framedIpv6Prefix), hideEmpty: true },
        { term: 'IPv6 address of the link', value: mono(login.framedIpv6Address), hideEmpty: true },
        { term: 'IPv6 pool of the link', value: mono(login.framedIpv6Pool), hideEmpty: true },
        { term: 'Delegated prefix', value: mono(login.delegatedIpv6Prefix) },
        { term: 'Delegation pool', value: mono(login.delegatedIpv6PrefixPool), hideEmpty: true },
      ]}
    />
  </Card>
);

function Actions({ login, show }: { login: AccountView; show: (dialog: z.infer<typeof url>['dialog']) => () => void }) {
  const write = useCan('network.radius:write');
  const reveal = useCan('network.radius-password:read');
  const why = write.reason;
  return (
    <>
      <ButtonLink to={`${loginsPath}/${login.id}/diagnostics`} icon={<Stethoscope />}>
        Diagnose
      </ButtonLink>
      <Button variant="primary" onClick={show('edit')} reason={why}>
        Edit
      </Button>
      <Menu
        trigger={
          <IconButton label="More">
            <MoreHorizontal />
          </IconButton>
        }
        groups={[
          [
            { label: 'Set password', onSelect: show('password'), reason: why },
            {
              label: 'Show password',
              onSelect: show('reveal'),
              reason: reveal.reason ?? whyNotReveal(login) ?? undefined,
            },
            login.state === 'disabled'
              ? { label: 'Enable', onSelect: show('enable'), reason: why }
              : { label: 'Disable', danger: true, onSelect: show('disable'), reason: why },
          ],
          [
            {
              label: 'Delete login',
              danger: true,
              onSelect: show('delete'),
              reason: why ?? whyNotDelete(login) ?? undefined,
            },
          ],
        ]}
      />
    </>
  );
}

export default function LoginPage() {
  const { id } = usePageParams<{ id: string }>();
  const [{ dialog }, setUrl] = useUrlState(url);
  const query = useQuery(options(id));
  useLiveQueries('radius-sessions', [api.getAccount.key()], {
    everyMs: 3000,
    only: ({ ids }) => ids['accountId'] === id,
  });
  useLiveQueries('ip-pools', [api.getAccount.key()], { everyMs: 500 });
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const login = query.data;
  const show = (name: typeof dialog) => () => setUrl({ dialog: name }, { push: true });
  const close = (open: boolean) => !open && setUrl({ dialog: undefined });
  return (
    <PageBody>
      <PageHeader
        title={login?.username ?? null}
        crumb={login?.username}
        status={
          login && (
            <>
              <LoginState login={login} />
              <Dot tone={login.online ? 'ok' : 'neutral'} label={login.online ? 'Online' : 'Offline'} />
              {login.priorityClass !== 'standard' && <Chip tone="brand">{priorityNames[login.priorityClass]}</Chip>}
            </>
          )
        }
        subtitle={
          login?.online && (
            <Link to={`/dashboard/radius/sessions?q=${encodeURIComponent(login.username)}`} className={link}>
              Show its session
            </Link>
          )
        }
        actions={login && <Actions login={login} show={show} />}
      />
      {login && (
        <>
          {login.state === 'disabled' && (
            <Callout tone="warn" className="mb-4" title="This login is disabled.">
              Every attempt is refused until somebody enables it.
            </Callout>
          )}
          <Grid>
            <div className="flex flex-col gap-4 lg:col-span-6">
              <Facts login={login} />
            </div>
            <div className="flex flex-col gap-4 lg:col-span-6">
              <Binding login={login} />
              <Addresses login={login} />
            </div>
          </Grid>
          <EditLogin login={login} open={dialog === 'edit'} onOpenChange={close} />
          <PasswordDialog login={login} open={dialog === 'password'} onOpenChange={close} />
          <RevealDialog login={login} open={dialog === 'reveal'} onOpenChange={close} />
          <DisableDialog login={login} open={dialog === 'disable'} onOpenChange={close} />
          <EnableDialog login={login} open={dialog === 'enable'} onOpenChange={close} />
          <DeleteDialog login={login} open={dialog === 'delete'} onOpenChange={close} />
        </>
      )}
    </PageBody>
  );
}
