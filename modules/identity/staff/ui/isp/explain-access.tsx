import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Chip } from '#ui/base/badge.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Combobox, type ComboOption } from '#ui/base/combobox.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { DateTime } from '#ui/format/values.tsx';
import { findPermissions } from './find-permissions.ts';
import { type AccessStepView, staffApi as api, type MemberView } from './staff-values.tsx';

/** Why a colleague may do something, or may not: every role, grant and denial that leads to the answer. */
export function ExplainAccess({ member }: { member: MemberView }) {
  const client = useQueryClient();
  const [asked, setAsked] = useState<ComboOption | null>(null);
  const explanation = useQuery({
    ...api.explain.queryOptions({ input: { id: member.id, permission: asked?.value ?? '' } }),
    enabled: asked !== null,
  });
  const { data } = explanation;
  return (
    <div className="flex flex-col gap-4">
      <div>
        <p id="explain-what" className="mb-1.5 text-sm font-medium text-ink-2">
          Why may {member.name}, or why not?
        </p>
        <Combobox
          aria-label={`What may ${member.name} do, or not?`}
          value={asked?.value ?? null}
          current={asked}
          onChange={(_, option) => setAsked(option)}
          source="permissions"
          placeholder="Search a permission or what it opens"
          load={(text) => findPermissions(client, text)}
        />
      </div>
      {asked && explanation.isError && !data && (
        <ErrorState error={explanation.error} onRetry={() => explanation.refetch()} />
      )}
      {asked && !data && !explanation.isError && <Skeleton.Lines />}
      {asked && data && (
        <>
          <Callout tone={data.allowed ? 'ok' : 'warn'} title={data.verdict} />
          <ul aria-label="What leads to the answer" className="flex flex-col gap-2">
            {data.steps.map((step) => (
              <Step key={`${step.kind} ${step.name}`} step={step} />
            ))}
          </ul>
          <div>
            <p className="text-sm font-medium text-ink-2">What it opens</p>
            <ul className="mt-1 list-disc ps-5 text-sm text-ink-2">
              {data.operations.map(({ key, summary }) => (
                <li key={key}>{summary}</li>
              ))}
            </ul>
          </div>
        </>
      )}
    </div>
  );
}

const words = {
  role: { kind: 'Role', does: 'gives it', tone: 'ok' },
  allow: { kind: 'Grant', does: 'gives it', tone: 'ok' },
  deny: { kind: 'Denial', does: 'takes it', tone: 'bad' },
} as const;

function Step({ step }: { step: AccessStepView }) {
  const { kind, does, tone } = words[step.kind];
  const counts = step.binds && step.entry !== null;
  return (
    <li className="rounded-lg border border-line px-3 py-2">
      <p className="flex flex-wrap items-center gap-2">
        <Chip tone={counts ? tone : 'neutral'}>{kind}</Chip>
        <span className="font-medium">{step.name}</span>
        <span className="text-sm text-ink-3">
          {step.entry === null ? 'does not give it' : step.binds ? `${does} by ${step.entry}` : 'expired'}
        </span>
      </p>
      {step.reason && (
        <p className="mt-1 text-sm text-ink-2">
          {step.reason} ({step.by})
        </p>
      )}
      {step.expiresAt && (
        <p className="text-sm text-ink-3">
          {step.binds ? 'Until' : 'Ended'} <DateTime at={step.expiresAt} show="minute" />
        </p>
      )}
    </li>
  );
}
