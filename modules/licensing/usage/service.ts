import { implement } from '#kernel/context.ts';
import { operatorTenant } from '#kernel/kernel.ts';
import { licensingAccounts } from '#modules/licensing/accounts/contract.ts';
import { metricInfo, metrics, overageMinor } from '#modules/licensing/catalogue/contract.ts';
import { licensingUsage } from './contract.ts';
import { countOnce, dayValues, enforce, firstValues, measured, notePeaks, ofPeriod, runningUse } from './metering.ts';
import { forecast, passed } from './rules.ts';
import { licensingUsageNotice as notice } from './tables.ts';

const days = (from: Temporal.PlainDate, to: Temporal.PlainDate) => from.until(to, { largestUnit: 'days' }).days;

export const service = implement(licensingUsage, {
  async usage(ctx) {
    const { allowances, periodStart, periodEnd } = await ctx.call(licensingAccounts, 'snapshot', {});
    const start = periodStart ? Temporal.PlainDate.from(periodStart) : ctx.today.with({ day: 1 });
    const end = periodEnd ? Temporal.PlainDate.from(periodEnd) : start.add({ months: 1 });
    const now = await measured(ctx);
    const use = await runningUse(ctx, start.toString(), end.toString(), now);
    const firsts = await firstValues(ctx, start.toString());
    return {
      items: metrics.map((metric) => {
        const info = metricInfo[metric];
        const allowance = allowances?.[metric];
        const latest = info.kind === 'peak' ? now[metric] : use[metric];
        const first = firsts.find((f) => f.metric === metric)?.value ?? latest;
        const gone = days(start, ctx.today) + 1;
        const foreseen = forecast(info.kind, use[metric], first, latest, gone, days(start, end));
        return {
          metric,
          ...info,
          used: use[metric],
          included: allowance?.included ?? null,
          hard: allowance?.hard ?? false,
          forecast: foreseen,
          overageMinor: allowance ? overageMinor(use[metric], allowance) : 0,
          forecastOverageMinor: allowance ? overageMinor(foreseen, allowance) : 0,
          overagePriceMinor: allowance?.overageMinor ?? 0,
          overageUnits: allowance?.overageUnits ?? 1,
          currency: operatorTenant.currency,
          periodStart,
          periodEnd,
        };
      }),
    };
  },

  async history(ctx, { metric, days: back }) {
    return { items: await dayValues(ctx, metric, ctx.today.subtract({ days: back - 1 }).toString()) };
  },

  async ofPeriod(ctx, { start, end }) {
    const use = await ofPeriod(ctx, start, end);
    return { items: metrics.map((metric) => ({ metric, value: use[metric] })) };
  },

  async count(ctx, { metric, sourceId, amount }) {
    await countOnce(ctx, metric, sourceId, amount);
  },

  async sample(ctx) {
    const now = await measured(ctx);
    await notePeaks(ctx, now);
    await ctx.emit('usage.sampled', { day: ctx.today.toString() });
    const { allowances, periodStart, periodEnd, planName } = await ctx.call(licensingAccounts, 'snapshot', {});
    if (!allowances || !periodStart || !periodEnd) return;
    const use = await runningUse(ctx, periodStart, periodEnd, now);
    for (const metric of metrics)
      for (const percent of passed(use[metric], allowances[metric].included)) {
        const [first] = await ctx.db
          .insert(notice)
          .values({ metric, periodStart, percent, at: ctx.nowIso })
          .onConflictDoNothing()
          .returning();
        if (!first) continue;
        await ctx.emit('quota.warned', { metric, percent });
        await ctx.call(licensingAccounts, 'write', {
          template: 'quota-notice',
          values: {
            providerName: ctx.tenant.name,
            planName,
            quota: metricInfo[metric].name,
            percent: String(percent),
            consequence: allowances[metric].hard
              ? 'At 100 % no more is taken until you choose a larger plan or buy more.'
              : 'What goes beyond the plan is charged with the next invoice.',
          },
        });
      }
  },

  async enforce(ctx, { metric }) {
    await enforce(ctx, metric);
  },
});
