import type { ReactNode } from 'react';

export interface Change {
  label: string;
  before: ReactNode;
  after: ReactNode;
}

/** What a save will change, before it does: put it in a ConfirmDialog. */
export const ChangeList = ({ changes }: { changes: readonly Change[] }) => (
  <dl className="divide-y divide-line rounded-md border border-line">
    {changes.map(({ label, before, after }) => (
      <div key={label} className="grid grid-cols-[minmax(90px,1fr)_2fr] gap-3 px-3 py-2">
        <dt className="text-ink-3">{label}</dt>
        <dd className="min-w-0 wrap-anywhere">
          <del className="me-2 text-ink-3 decoration-ink-3/60">{before}</del>
          <ins className="font-medium text-ink no-underline">{after}</ins>
        </dd>
      </div>
    ))}
  </dl>
);
