import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RefreshCw, Search, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card, DescriptionList } from '#ui/base/card.tsx';
import { Segmented } from '#ui/base/choice.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { Timeline } from '#ui/base/timeline.tsx';
import { toast } from '#ui/base/toast.tsx';
import { RelativeTime, useNow } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { checkRefusal, checksUntilLost, isServing } from '../../rules.ts';
import { domainsApi as api, type DomainView, domainTones, methodWords, outcomeTones } from './domain-values.ts';

/** The record to publish, as registrars ask for it. */
const RecordToPublish = ({ domain: d }: { domain: DomainView }) => (
  <DescriptionList
    align="start"
    items={[
      { term: 'Type', value: methodWords[d.method] },
      { term: 'Name', value: <CopyText text={d.recordName} mono className="wrap-anywhere" /> },
      { term: 'Value', value: <CopyText text={d.recordValue} mono className="wrap-anywhere" /> },
      ...(isServing(d.status) ? [] : [{ term: 'Valid', value: <RelativeTime at={d.tokenExpiresAt} /> }]),
    ]}
  />
);

function Attempts({ domain }: { domain: DomainView }) {
  const { data } = useQuery(api.attempts.queryOptions({ input: { id: domain.id } }));
  if (!data || data.items.length === 0) return null;
  return (
    <div className="mt-4">
      <h3 className="mb-1 text-sm font-medium text-ink-2">Checks</h3>
      <Timeline
        entries={data.items
          .slice(0, 5)
          .map(({ id, at, outcome, finding }) => ({ id, at, text: finding, tone: outcomeTones[outcome] }))}
      />
    </div>
  );
}

export function DomainCard({ domain }: { domain: DomainView }) {
  const client = useQueryClient();
  const write = useCan('tenancy.domain:write');
  const [removing, setRemoving] = useState(false);
  const nowIso = new Date(useNow()).toISOString();
  const check = useMutation(api.check.mutationOptions());
  const renew = useMutation(api.renew.mutationOptions());
  const remove = useMutation(api.remove.mutationOptions());
  const settle = async (work: Promise<unknown>) => {
    await work.catch((error) => toast.problem(error));
    await client.invalidateQueries({ queryKey: api.key() });
  };
  const serving = isServing(domain.status);
  const refusal = checkRefusal(domain, nowIso);
  return (
    <Card
      title={domain.domain}
      status={<StatusChip status={domain.status} tones={domainTones} />}
      aside={
        <Button size="sm" variant="ghost" icon={<Trash2 />} reason={write.reason} onClick={() => setRemoving(true)}>
          Remove<span className="sr-only"> {domain.domain}</span>
        </Button>
      }
    >
      {domain.status === 'verified' && (
        <p className="mb-3 text-ink-2">
          It is yours. Whoever opens the portal at this name signs in at you, without choosing a provider. The record is
          looked for every day, so leave it where it is.
        </p>
      )}
      {domain.status === 'warning' && (
        <Callout
          tone="warn"
          className="mb-3"
          title={`The record was not found on ${domain.failedChecks} of ${checksUntilLost} days. Publish it again, or the domain stops being yours.`}
        />
      )}
      {domain.status === 'unverified' && (
        <Callout
          tone="bad"
          className="mb-3"
          title="The record is gone, so the domain no longer leads to your portal."
        />
      )}
      {!serving && (
        <p className="mb-3 text-ink-2">
          Publish this record where you manage the domain, then check. It may take an hour until it is seen.
        </p>
      )}
      <RecordToPublish domain={domain} />
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <Button
          variant={serving ? 'default' : 'primary'}
          icon={<Search />}
          reason={write.reason ?? refusal}
          pending={domain.checking || check.isPending}
          onClick={() => settle(check.mutateAsync({ id: domain.id }))}
        >
          Check now<span className="sr-only"> {domain.domain}</span>
        </Button>
        {!serving && (
          <>
            <Button
              icon={<RefreshCw />}
              reason={write.reason}
              pending={renew.isPending}
              onClick={() => settle(renew.mutateAsync({ id: domain.id, method: domain.method }))}
            >
              New record<span className="sr-only"> for {domain.domain}</span>
            </Button>
            <Segmented
              label={`Kind of record for ${domain.domain}`}
              value={domain.method}
              options={[
                { value: 'txt', label: 'TXT' },
                { value: 'cname', label: 'CNAME' },
              ]}
              onChange={(method) => settle(renew.mutateAsync({ id: domain.id, method }))}
            />
          </>
        )}
      </div>
      <Attempts domain={domain} />
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={`Remove ${domain.domain}?`}
        confirmLabel="Remove"
        onConfirm={async () => {
          await remove.mutateAsync({ id: domain.id });
          await client.invalidateQueries({ queryKey: api.key() });
        }}
      >
        {serving
          ? 'The name no longer leads to your portal, and another provider may prove that it is theirs.'
          : 'Its record no longer counts.'}
      </ConfirmDialog>
    </Card>
  );
}
