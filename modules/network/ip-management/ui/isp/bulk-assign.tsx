import { useMutation } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { callsFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { Button, IconButton } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Combobox } from '#ui/base/combobox.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import type { BulkOutcome } from '../../resources.ts';
import { ipApi as api, countOf, searchPools, useRefreshPools } from './pool-values.tsx';

const subscriptionCalls = callsFor(subscriptions, 'isp');
const planCalls = callsFor(internetPlans, 'isp');
const mostAtOnce = 500;

interface Line {
  id: string;
  label: string;
}
const findLines = async (q: string) =>
  (await subscriptionCalls.list({ ...(q ? { q } : {}), status: 'active', limit: 12 })).items.map((line) => ({
    value: line.id,
    label: line.number,
    hint: line.customerName,
  }));
const findPlans = async (q: string) =>
  (await planCalls.list({ ...(q ? { q } : {}), limit: 12 })).items.map((plan) => ({
    value: plan.id,
    label: plan.name,
    hint: plan.code,
  }));

/** The active lines of a plan, as many as go into one command. */
async function linesOf(planId: string): Promise<Line[]> {
  const lines: Line[] = [];
  for (let cursor: string | undefined; lines.length < mostAtOnce; ) {
    const page = await subscriptionCalls.list({ planId, status: 'active', limit: 200, ...(cursor ? { cursor } : {}) });
    lines.push(...page.items.map((line) => ({ id: line.id, label: `${line.number} · ${line.customerName}` })));
    if (!page.next) break;
    cursor = page.next;
  }
  return lines.slice(0, mostAtOnce);
}

const Outcome = ({ outcome, lines }: { outcome: View<typeof BulkOutcome, 'isp'>; lines: readonly Line[] }) => (
  <>
    <Callout
      tone={outcome.failed > 0 ? 'warn' : 'ok'}
      title={`${countOf(outcome.done, 'line has', 'lines have')} an address now${outcome.failed > 0 ? `, ${outcome.failed} could not` : ''}.`}
    />
    <ul className="divide-y divide-line">
      {outcome.items.map((item) => (
        <li key={item.id} className="flex flex-wrap justify-between gap-x-3 py-1.5">
          <span>{lines.find((line) => line.id === item.id)?.label}</span>
          {item.problem ? (
            <span className="text-bad-ink">{item.problem}</span>
          ) : (
            <span className="mono">{item.address}</span>
          )}
        </li>
      ))}
    </ul>
  </>
);

/** The next free addresses of a pool for lines that are in use, chosen one by one or by plan. */
export function BulkAssign({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const assign = useMutation(api.bulkAssign.mutationOptions());
  const refresh = useRefreshPools();
  const write = useCan('network.ip:write');
  const [poolId, setPoolId] = useState<string | null>(null);
  const [lines, setLines] = useState<Line[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const add = (more: readonly Line[]) =>
    setLines((now) => [...now, ...more.filter((line) => !now.some((l) => l.id === line.id))].slice(0, mostAtOnce));
  const missing = poolId === null ? 'Choose the pool.' : lines.length === 0 ? 'Choose the lines.' : undefined;
  const run = async () => {
    setProblem(null);
    try {
      await assign.mutateAsync({ poolId: poolId ?? '', subscriptionIds: lines.map((line) => line.id) });
      await refresh();
    } catch (error) {
      setProblem(toProblem(error).message);
    }
  };
  const close = (next: boolean) => {
    if (!next) {
      assign.reset();
      setLines([]);
      setProblem(null);
    }
    onOpenChange(next);
  };
  return (
    <Sheet
      open={open}
      onOpenChange={close}
      size="lg"
      title="Assign to several lines"
      description="Each receives the next free address of the pool; a line that is online begins a new session with it."
      footer={
        assign.data ? (
          <Button variant="primary" onClick={() => close(false)}>
            Done
          </Button>
        ) : (
          <Button variant="primary" pending={assign.isPending} reason={write.reason ?? missing} onClick={run}>
            {lines.length > 0 ? `Assign to ${countOf(lines.length, 'line', 'lines')}` : 'Assign'}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-4">
        {assign.data ? (
          <Outcome outcome={assign.data} lines={lines} />
        ) : (
          <>
            <Combobox
              aria-label="Pool"
              placeholder="Pool"
              source="ip-pools"
              value={poolId}
              load={searchPools}
              onChange={(value) => setPoolId(value)}
            />
            <div className="grid gap-2 sm:grid-cols-2">
              <Combobox
                aria-label="Add a line"
                placeholder="Add a line: number or name"
                source="active-subscriptions"
                value={null}
                load={findLines}
                onChange={(value, option) =>
                  value && option && add([{ id: value, label: `${option.label} · ${option.hint ?? ''}` }])
                }
              />
              <Combobox
                aria-label="Add every line of a plan"
                placeholder="Add every line of a plan"
                source="plans"
                value={null}
                load={findPlans}
                onChange={(value) => value && void linesOf(value).then(add)}
              />
            </div>
            {problem && <Callout tone="bad" title={problem} />}
            <ul className="divide-y divide-line">
              {lines.map((line) => (
                <li key={line.id} className="flex items-center justify-between gap-3 py-1">
                  {line.label}
                  <IconButton
                    size="sm"
                    label={`Leave out ${line.label}`}
                    onClick={() => setLines((now) => now.filter((l) => l.id !== line.id))}
                  >
                    <X />
                  </IconButton>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Sheet>
  );
}
