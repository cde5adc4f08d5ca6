import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ListPlus, Share2, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Chip } from '#ui/base/badge.tsx';
import { Button, ButtonLink, IconButton } from '#ui/base/button.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { NumberText } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { SaveSegmentDialog } from './save-segment-dialog.tsx';
import { segmentsApi as api, type SegmentView, useSegments } from './segments.ts';

interface SheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Address of the list narrowed to a segment. */
  hrefOf: (id: string) => string;
}

const kinds: Record<SegmentView['kind'], string> = {
  'built-in': 'Built in',
  dynamic: 'Follows filters',
  static: 'List',
};

/** All segments with their counts: use, share, rename nothing by accident, delete. */
export function SegmentsSheet({ open, onOpenChange, hrefOf }: SheetProps) {
  const write = useCan('customers.segment:write');
  const [adding, setAdding] = useState(false);
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      size="lg"
      title="Segments"
      description="Groups of customers, to look at, act on and export. One that follows filters holds whoever matches at the moment."
      footer={
        <Button icon={<ListPlus />} reason={write.reason} onClick={() => setAdding(true)}>
          New list
        </Button>
      }
    >
      {open && <Segments hrefOf={hrefOf} />}
      <SaveSegmentDialog open={adding} onOpenChange={setAdding} />
    </Sheet>
  );
}

function Segments({ hrefOf }: Pick<SheetProps, 'hrefOf'>) {
  const { list, items, countOf } = useSegments();
  const [leaving, setLeaving] = useState<SegmentView | null>(null);
  if (!list.data)
    return list.isError ? <ErrorState error={list.error} onRetry={list.refetch} /> : <Skeleton.Lines count={6} />;
  if (items.length === 0) return <EmptyState title="No segments">Filter the list and save it.</EmptyState>;
  return (
    <>
      <ul className="flex flex-col divide-y divide-line">
        {items.map((segment) => (
          <Row
            key={segment.id}
            segment={segment}
            count={countOf.get(segment.id)}
            href={hrefOf(segment.id)}
            onDelete={() => setLeaving(segment)}
          />
        ))}
      </ul>
      <DeleteSegment segment={leaving} onClose={() => setLeaving(null)} />
    </>
  );
}

interface RowProps {
  segment: SegmentView;
  count: number | undefined;
  href: string;
  onDelete: () => void;
}

function Row({ segment, count, href, onDelete }: RowProps) {
  const update = useMutation(api.update.mutationOptions());
  const client = useQueryClient();
  const share = async () => {
    try {
      await update.mutateAsync({ id: segment.id, shared: !segment.shared });
      await client.invalidateQueries({ queryKey: api.key() });
      toast.ok(segment.shared ? 'Only you see it now.' : 'Everybody on the team sees it now.');
    } catch (error) {
      toast.problem(error);
    }
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 font-medium">
          {segment.name} <Chip>{kinds[segment.kind]}</Chip>
          {segment.shared && segment.kind !== 'built-in' && <Chip tone="info">Shared</Chip>}
        </p>
        <p className="truncate text-sm text-ink-3">
          {[segment.description, segment.ownerName && `by ${segment.ownerName}`].filter(Boolean).join(' · ')}
        </p>
      </div>
      <span className="num text-ink-2">{count === undefined ? '…' : <NumberText value={count} />}</span>
      <ButtonLink to={href} size="sm">
        Show
      </ButtonLink>
      {segment.mine && (
        <>
          <IconButton
            size="sm"
            variant="ghost"
            label={segment.shared ? `Stop sharing ${segment.name}` : `Share ${segment.name}`}
            pending={update.isPending}
            onClick={share}
          >
            <Share2 />
          </IconButton>
          <IconButton size="sm" variant="ghost" label={`Delete ${segment.name}`} onClick={onDelete}>
            <Trash2 />
          </IconButton>
        </>
      )}
    </li>
  );
}

function DeleteSegment({ segment, onClose }: { segment: SegmentView | null; onClose: () => void }) {
  const remove = useMutation(api.remove.mutationOptions());
  const client = useQueryClient();
  return (
    <ConfirmDialog
      open={segment !== null}
      onOpenChange={(open) => !open && onClose()}
      title={`Delete “${segment?.name}”?`}
      confirmLabel="Delete segment"
      onConfirm={async () => {
        if (!segment) return;
        await remove.mutateAsync({ id: segment.id });
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(`“${segment.name}” is deleted.`);
      }}
    >
      <p>Its customers stay as they are.</p>
    </ConfirmDialog>
  );
}
