import { Bot, Building, KeyRound, User } from 'lucide-react';
import { createContext, type ReactNode, useContext, useState } from 'react';
import type { View } from '#kernel/contract/fields.ts';
import { StatusChip, type StatusTones } from '#ui/base/badge.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { ChangeList } from '#ui/base/changes.tsx';
import { CopyText, Mono } from '#ui/base/copy.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { JsonView } from '#ui/base/json-view.tsx';
import { DateTime, RelativeTime } from '#ui/format/values.tsx';
import type { Column } from '#ui/table/columns.ts';
import type { AuditEntry } from '../contract.ts';
import { asJson, changesOf } from '../rules.ts';

type IspEntry = View<typeof AuditEntry, 'isp'>;
/** As either console has it: no subscriber's name reaches the platform's. */
export type EntryView = Omit<IspEntry, 'onBehalfOf'> & Partial<Pick<IspEntry, 'onBehalfOf'>>;

export const outcomeTones: StatusTones<string> = {
  ok: ['ok', 'Done'],
  forbidden: ['bad', 'Forbidden'],
  internal: ['bad', 'Failed'],
  invalid: ['warn', 'Invalid'],
  conflict: ['warn', 'Conflict'],
  not_found: ['warn', 'Not found'],
};
const OutcomeChip = ({ outcome }: { outcome: string }) => <StatusChip status={outcome} tones={outcomeTones} />;

const actorIcons: Record<string, ReactNode> = { system: <Bot />, 'api-key': <KeyRound />, platform: <Building /> };
const Actor = ({ entry }: { entry: EntryView }) => (
  <span className="flex min-w-0 items-center gap-1.5 [&_svg]:size-3.5 [&_svg]:shrink-0 [&_svg]:text-ink-3">
    {actorIcons[entry.actorKind] ?? <User />}
    <span className="truncate">{entry.actorName}</span>
  </span>
);

const ShowContext = createContext<(entry: EntryView) => void>(() => {});

/** Around a table of entries: opens the one that was clicked. */
export function EntrySheet({ children }: { children: ReactNode }) {
  const [entry, setEntry] = useState<EntryView | null>(null);
  const [open, setOpen] = useState(false);
  const show = (chosen: EntryView) => {
    setEntry(chosen);
    setOpen(true);
  };
  return (
    <ShowContext value={show}>
      {children}
      {entry && (
        <Sheet
          open={open}
          onOpenChange={setOpen}
          size="lg"
          title={entry.operation}
          description={<DateTime at={entry.at} show="exact" />}
        >
          <Entry entry={entry} />
        </Sheet>
      )}
    </ShowContext>
  );
}

function Operation({ entry }: { entry: EntryView }) {
  const show = useContext(ShowContext);
  return (
    <button
      type="button"
      onClick={() => show(entry)}
      className="max-w-full truncate rounded-xs font-medium hover:text-brand-text hover:underline"
    >
      {entry.operation}
    </button>
  );
}

function Entry({ entry }: { entry: EntryView }) {
  const changes = changesOf(entry.before, entry.after);
  return (
    <div className="flex flex-col gap-5">
      <DescriptionList
        align="start"
        items={[
          { term: 'Who', value: `${entry.actorName} (${entry.actorKind})` },
          ...(entry.visitId
            ? [{ term: entry.onBehalfOf ? 'Portal visit' : 'Support access', value: <CopyText text={entry.visitId} /> }]
            : []),
          ...(entry.onBehalfOf ? [{ term: 'On behalf of', value: entry.onBehalfOf }] : []),
          { term: 'Door', value: entry.door },
          { term: 'Outcome', value: <OutcomeChip outcome={entry.outcome} /> },
          {
            term: 'About',
            value: entry.subjectId && (
              <>
                <span className="text-ink-3">{entry.subjectType}</span> <CopyText text={entry.subjectId} mono />
              </>
            ),
            hideEmpty: true,
          },
          { term: 'Address', value: entry.ipAddress && <CopyText text={entry.ipAddress} mono />, hideEmpty: true },
          { term: 'Request', value: <CopyText text={entry.requestId} mono /> },
        ]}
      />
      {changes.length > 0 && (
        <section>
          <h3 className="mb-2 font-semibold">What changed</h3>
          <ChangeList changes={changes} />
        </section>
      )}
      {entry.input !== null && (
        <section>
          <h3 className="mb-2 font-semibold">What was sent</h3>
          <JsonView value={asJson(entry.input)} />
        </section>
      )}
    </div>
  );
}

export const entryColumns: Column<EntryView>[] = [
  { id: 'at', header: 'When', cell: (row) => <RelativeTime at={row.at} />, text: (row) => row.at, width: 130 },
  {
    id: 'operation',
    header: 'Operation',
    cell: (row) => <Operation entry={row} />,
    text: (row) => row.operation,
    fixed: true,
  },
  { id: 'actor', header: 'Who', cell: (row) => <Actor entry={row} />, text: (row) => row.actorName, width: 190 },
  {
    id: 'outcome',
    header: 'Outcome',
    cell: (row) => <OutcomeChip outcome={row.outcome} />,
    text: (row) => row.outcome,
    width: 105,
  },
  {
    id: 'subject',
    header: 'About',
    cell: (row) =>
      row.subjectId && (
        <span className="text-ink-2">
          {row.subjectType} <Mono>{row.subjectId.slice(-8)}</Mono>
        </span>
      ),
    text: (row) => (row.subjectId ? `${row.subjectType} ${row.subjectId}` : ''),
    width: 190,
  },
  {
    id: 'ip',
    header: 'Address',
    cell: (row) => row.ipAddress && <Mono>{row.ipAddress}</Mono>,
    text: (row) => row.ipAddress,
    width: 140,
    hidden: true,
  },
  { id: 'door', header: 'Door', cell: (row) => row.door, text: (row) => row.door, width: 90, hidden: true },
  {
    id: 'request',
    header: 'Request',
    cell: (row) => <Mono>{row.requestId}</Mono>,
    text: (row) => row.requestId,
    width: 300,
    hidden: true,
  },
];
export const entryId = (row: EntryView) => row.id;
