import type { View } from '#kernel/contract/fields.ts';
import { localDateText } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { cycleShort } from '#modules/catalog/internet-plans/ui/isp/plan-values.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { ChangeList } from '#ui/base/changes.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatMoney } from '#ui/format/money.ts';
import { formatBps } from '#ui/format/quantity.ts';
import { Money } from '#ui/format/values.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import type { PlanChangePreview } from '../../contract.ts';

type Preview = View<typeof PlanChangePreview, 'isp'>;
const outcome = { invoice: 'Invoiced now', credit: 'Credit for the next invoices', none: 'To pay now' } as const;

/** What a change of plan would cost, line by line, and what it would do. */
export function PlanChangeSum({ query }: { query: { data: Preview | undefined; error: unknown } }) {
  const { locale } = useFormat();
  if (query.error && !query.data) return <Callout tone="warn" title={toProblem(query.error).message} />;
  if (!query.data) return <Skeleton.Lines count={4} />;
  const p = query.data;
  const price = (minor: number, cycle: Preview['fromCycle']) =>
    `${formatMoney(minor, p.currency, { locale })} / ${cycleShort[cycle]}`;
  const speed = (down: number, up: number) => `${formatBps(down * 1000, locale)} / ${formatBps(up * 1000, locale)}`;
  return (
    <div className="flex flex-col gap-3">
      <ChangeList
        changes={[
          {
            label: 'Speed',
            before: speed(p.fromDownloadKbps, p.fromUploadKbps),
            after: speed(p.toDownloadKbps, p.toUploadKbps),
          },
          { label: 'Price', before: price(p.fromPriceMinor, p.fromCycle), after: price(p.toPriceMinor, p.toCycle) },
        ]}
      />
      <table className="w-full" aria-label="Sum of the change">
        <tbody>
          {p.lines.map((line) => (
            <tr key={line.kind} className="border-b border-line align-top">
              <td className="py-1.5 pe-3">{line.description}</td>
              <td className="num py-1.5 text-end whitespace-nowrap">
                <Money amountMinor={line.amountMinor} currency={p.currency} />
              </td>
            </tr>
          ))}
          <tr className="font-medium text-ink">
            <th scope="row" className="py-1.5 text-start font-medium">
              {outcome[p.settlement]}
            </th>
            <td className="num py-1.5 text-end">
              <Money amountMinor={Math.abs(p.netMinor)} currency={p.currency} />
            </td>
          </tr>
        </tbody>
      </table>
      <ul className="list-disc space-y-1 ps-4 text-sm">
        <li>The new plan begins on {localDateText(p.effectiveOn, locale)}.</li>
        {p.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </div>
  );
}
