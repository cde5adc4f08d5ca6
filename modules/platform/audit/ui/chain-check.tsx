import type { UseQueryResult } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import type { View } from '#kernel/contract/fields.ts';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { NumberText, RelativeTime } from '#ui/format/values.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import type { ChainState } from '../contract.ts';

/** The query must not run by itself: every hash is computed again. */
type Check = UseQueryResult<View<typeof ChainState, 'isp'>>;

export const ChainButton = ({ check }: { check: Check }) => (
  <Button icon={<ShieldCheck />} pending={check.isFetching} onClick={() => check.refetch()}>
    Check the chain
  </Button>
);

/** What the last check said. */
export function ChainResult({ check }: { check: Check }) {
  if (check.isError) return <Callout tone="bad" className="mb-4" title={toProblem(check.error).message} />;
  const { data } = check;
  if (!data) return null;
  if (!data.intact)
    return (
      <Callout
        tone="bad"
        className="mb-4"
        title={`The audit trail was tampered with: link ${data.brokenAt} of ${data.sealed} does not hold.`}
      >
        {data.problem} Keep a copy of the database and tell whoever answers for security.
      </Callout>
    );
  return (
    <Callout
      tone="ok"
      className="mb-4"
      title={
        <>
          The chain holds: <NumberText value={data.sealed} /> entries, checked <RelativeTime at={data.checkedAt} />
          {data.unsealed > 0 && <>, {data.unsealed} not sealed yet</>}.
        </>
      }
    >
      {data.head && (
        <span className="wrap-anywhere">
          Head <CopyText text={data.head} mono />. Note it elsewhere, and a later check with{' '}
          <code className="mono">dotmac audit verify --head</code> shows even a trail that was cut or made anew.
        </span>
      )}
    </Callout>
  );
}
