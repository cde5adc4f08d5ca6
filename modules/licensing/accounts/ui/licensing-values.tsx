import { Check, Lock } from 'lucide-react';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { licensingCatalogue, type PlanVersion } from '#modules/licensing/catalogue/contract.ts';
import type { StatusTones } from '#ui/base/badge.tsx';
import { licensingAccounts } from '../contract.ts';
import type { Entitlement, LicensingAccount } from '../resources.ts';
import type { AccountStatus, Interval } from '../rules.ts';

export type PlanView = View<typeof PlanVersion, 'tenant'>;
export type AccountView = View<typeof LicensingAccount, 'tenant'>;
export const accountApi = clientFor(licensingAccounts, 'tenant');
export const catalogueApi = clientFor(licensingCatalogue, 'tenant');

export const accountTones: StatusTones<AccountStatus | 'none'> = {
  trial: ['info', 'Trial'],
  active: ['ok', 'Active'],
  past_due: ['bad', 'Past due'],
  cancelled: ['neutral', 'Ended'],
  none: ['neutral', 'No contract'],
};
export const intervalName: Record<Interval, string> = { month: 'a month', year: 'a year' };

/** What is on and what is not, with the plan that has it. */
export const Entitlements = ({ items }: { items: readonly View<typeof Entitlement, 'tenant'>[] }) => (
  <ul className="grid gap-x-6 gap-y-2.5 sm:grid-cols-2">
    {items.map((e) => (
      <li key={e.feature} className="flex items-start gap-2">
        {e.on ? (
          <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-ok-ink" />
        ) : (
          <Lock aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" />
        )}
        <span className="min-w-0">
          <span className={e.on ? 'font-medium' : 'font-medium text-ink-2'}>{e.name}</span>
          <span className="block text-sm text-ink-3">
            {e.on
              ? e.source === 'addon'
                ? `${e.description}. Add-on.`
                : e.description
              : e.cheapestPlan
                ? `Off. ${e.cheapestPlan} has it.`
                : 'Off. No plan on sale has it.'}
          </span>
        </span>
      </li>
    ))}
  </ul>
);
