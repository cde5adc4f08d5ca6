import type { View } from '#kernel/contract/fields.ts';
import { StatusChip } from '#ui/base/badge.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import type { Column } from '#ui/table/columns.ts';
import type { Mail } from '../contract.ts';
import { mailTones, templateName } from './letter.tsx';

/** What a list says of a mail, whoever's it is. */
type Listed = Pick<View<typeof Mail, 'isp'>, 'subject' | 'to' | 'template' | 'state' | 'createdAt'>;

export const mailColumns: Column<Listed>[] = [
  { id: 'subject', header: 'Subject', cell: (row) => row.subject, text: (row) => row.subject, fixed: true },
  { id: 'to', header: 'To', cell: (row) => row.to, text: (row) => row.to, width: 260 },
  {
    id: 'template',
    header: 'Kind',
    cell: (row) => templateName(row.template),
    text: (row) => row.template,
    width: 160,
  },
  {
    id: 'state',
    header: 'State',
    cell: (row) => <StatusChip status={row.state} tones={mailTones} />,
    text: (row) => row.state,
    width: 100,
  },
  {
    id: 'createdAt',
    header: 'Written',
    cell: (row) => <RelativeTime at={row.createdAt} />,
    text: (row) => row.createdAt,
    width: 130,
  },
];
