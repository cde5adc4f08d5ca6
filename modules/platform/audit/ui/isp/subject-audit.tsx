import { useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { clientFor } from '#kernel/client.ts';
import { Card } from '#ui/base/card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Link } from '#ui/page/url.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { audit } from '../../contract.ts';
import { EntrySheet, type EntryView, entryColumns, entryId } from '../trail.tsx';

const api = clientFor(audit, 'isp');
/** Narrower than on a page of their own. */
const widths: Record<string, number | undefined> = { at: 105, operation: undefined, actor: 135, outcome: 85 };
const columns: Column<EntryView>[] = entryColumns
  .filter((column) => column.id in widths)
  .map(({ width: _, ...column }) => ({ ...column, ...(widths[column.id] ? { width: widths[column.id] } : {}) }));

interface SubjectAuditProps {
  subjectId: string;
  /** Records that belong to it: a customer's subscriptions and invoices. */
  also?: readonly string[];
  className?: string;
}

/** Who did what to a record. Nothing for those who may not read the audit. */
export function SubjectAudit({ subjectId, also = [], className }: SubjectAuditProps) {
  const read = useCan('platform.audit:read');
  const entries = useInfiniteQuery({
    ...api.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        subjectIds: [subjectId, ...also].slice(0, 200).join(),
        cursor,
        limit: 20,
      }),
      ...keyset,
    }),
    enabled: read.allowed,
  });
  if (!read.allowed) return null;
  return (
    <EntrySheet>
      <Card
        title="Audit"
        flush
        {...(className ? { className } : {})}
        aside={
          <Link
            to={`/dashboard/security-access/audit?subjectId=${subjectId}`}
            className="hover:text-ink hover:underline"
          >
            Open in the audit
          </Link>
        }
      >
        <DataTable
          name="subject-audit"
          label="Audit of this record"
          height="auto"
          query={entries}
          columns={columns}
          getId={entryId}
          empty={<EmptyState icon={<ScrollText />} title="Nothing on record yet" className="py-8" />}
        />
      </Card>
    </EntrySheet>
  );
}
