import { Chip } from '#ui/base/badge.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card, DescriptionList } from '#ui/base/card.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { Meter } from '#ui/base/meter.tsx';
import { DateTime, NumberText, RelativeTime } from '#ui/format/values.tsx';
import { lastContact, passwordFormNames } from '../../rules.ts';
import type { StatusView } from './freeradius-values.tsx';

const Never = () => <span className="text-ink-3">Never</span>;

function Contact({ status }: { status: StatusView }) {
  const at = lastContact(status);
  if (at === null) return <Chip>Not heard yet</Chip>;
  return (
    <Chip tone="ok">
      Heard <RelativeTime at={at} />
    </Chip>
  );
}

function Copied({ status }: { status: StatusView }) {
  const { loginsCopied, logins, copiedAt } = status;
  if (copiedAt !== null) return <NumberText value={loginsCopied} />;
  return (
    <span className="flex items-center gap-2">
      <Meter share={logins === 0 ? 1 : loginsCopied / logins} label="Logins copied" className="w-24" />
      <span>
        <NumberText value={loginsCopied} /> of <NumberText value={logins} />
      </span>
    </span>
  );
}

/** How it stands while FreeRADIUS is enabled. */
export const StatusCard = ({ status }: { status: StatusView }) => (
  <Card title="Status" status={<Contact status={status} />}>
    <div className="flex flex-col gap-3">
      {status.loginsUnusable > 0 && (
        <Callout
          tone="warn"
          title={`${status.loginsUnusable} ${status.loginsUnusable === 1 ? 'login cannot' : 'logins cannot'} be used there`}
        >
          DotMac keeps their passwords as hashes that FreeRADIUS cannot compare. They work at DotMac’s own server.
        </Callout>
      )}
      <DescriptionList
        items={[
          { term: 'Enabled', value: status.enabledAt && <DateTime at={status.enabledAt} show="minute" /> },
          { term: 'Database role', value: <CopyText text={status.role} mono /> },
          { term: 'Passwords copied as', value: status.passwordForm && passwordFormNames[status.passwordForm] },
          { term: 'Logins copied', value: <Copied status={status} /> },
          { term: 'NAS devices', value: <NumberText value={status.nasDevices} /> },
          { term: 'Last login', value: status.lastLoginAt ? <RelativeTime at={status.lastLoginAt} /> : <Never /> },
          {
            term: 'Last accounting',
            value: status.lastAccountingAt ? <RelativeTime at={status.lastAccountingAt} /> : <Never />,
          },
          { term: 'Records waiting', value: <NumberText value={status.waiting} /> },
        ]}
      />
    </div>
  </Card>
);
