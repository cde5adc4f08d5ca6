import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pencil, Plus, Trash2, Users } from 'lucide-react';
import { useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { Avatar } from '#ui/base/avatar.tsx';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Team, teams } from '../../contract.ts';
import { TeamDialog } from './team-dialog.tsx';

const NoTeams = () => (
  <EmptyState icon={<Users />} title="No teams yet">
    Put colleagues together who share work, with one who leads.
  </EmptyState>
);

type TeamView = View<typeof Team, 'isp'>;
const api = clientFor(teams, 'isp');
const listOptions = () => api.list.queryOptions({ input: {} });

export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchQuery(listOptions());

export default function TeamsPage() {
  const client = useQueryClient();
  const list = useQuery(listOptions());
  const write = useCan('identity.team:write');
  const remove = useMutation(api.remove.mutationOptions());
  const [editing, setEditing] = useState<TeamView | 'new' | null>(null);
  const [dissolving, setDissolving] = useState<TeamView | null>(null);
  useLiveQueries('teams', [api.key()]);
  const { data } = list;
  return (
    <PageBody>
      <PageHeader
        title="Teams"
        subtitle="Who works together. What a colleague may do is the sum of their roles, not of their teams."
        actions={
          <Button variant="primary" icon={<Plus />} reason={write.reason} onClick={() => setEditing('new')}>
            New team
          </Button>
        }
      />
      {list.isError && !data && <ErrorState error={list.error} onRetry={() => list.refetch()} />}
      {!data && !list.isError && <Skeleton.Lines />}
      {data?.items.length === 0 && (
        <Card>
          <NoTeams />
        </Card>
      )}
      <ul aria-label="Teams" className="grid gap-4 md:grid-cols-2">
        {data?.items.map((team) => (
          <li key={team.id}>
            <TeamCard
              team={team}
              reason={write.reason}
              onEdit={() => setEditing(team)}
              onRemove={() => setDissolving(team)}
            />
          </li>
        ))}
      </ul>
      <TeamDialog key={editing === 'new' ? 'new' : editing?.id} team={editing} onClose={() => setEditing(null)} />
      <ConfirmDialog
        open={dissolving !== null}
        onOpenChange={(open) => !open && setDissolving(null)}
        title={`Dissolve ${dissolving?.name}?`}
        confirmLabel="Dissolve"
        onConfirm={async () => {
          await remove.mutateAsync({ id: dissolving?.id ?? '' });
          await client.invalidateQueries({ queryKey: api.key() });
          toast.ok('The team is dissolved.');
        }}
      >
        Its members stay colleagues, with the roles they have.
      </ConfirmDialog>
    </PageBody>
  );
}

interface TeamCardProps {
  team: TeamView;
  reason: string | undefined;
  onEdit: () => void;
  onRemove: () => void;
}
const TeamCard = ({ team, reason, onEdit, onRemove }: TeamCardProps) => (
  <Card
    title={team.name}
    status={
      <Chip tone={team.colour}>{team.members.length === 1 ? '1 colleague' : `${team.members.length} colleagues`}</Chip>
    }
    aside={
      <span className="flex gap-2">
        <Button size="sm" icon={<Pencil />} reason={reason} onClick={onEdit}>
          Edit
        </Button>
        <Button size="sm" variant="danger" icon={<Trash2 />} reason={reason} onClick={onRemove}>
          Dissolve
        </Button>
      </span>
    }
  >
    {team.description && <p className="mb-3 text-ink-2">{team.description}</p>}
    <ul aria-label={`Members of ${team.name}`} className="flex flex-col gap-1.5">
      {team.members.map((m) => (
        <li key={m.id} className="flex items-center gap-2">
          <Avatar name={m.name} />
          <span>{m.name}</span>
          {m.id === team.leadId && <Chip tone={team.colour}>Leads</Chip>}
        </li>
      ))}
    </ul>
    {team.members.length === 0 && <p className="text-ink-3">Nobody belongs to it yet.</p>}
  </Card>
);
