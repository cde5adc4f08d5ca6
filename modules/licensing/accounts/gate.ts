import type { Caller, Tenant } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import type { Gate, GateHost } from '#kernel/gates.ts';
import type { RegisteredOperation } from '#kernel/module.ts';
import { featureByKey, featureOfModule, licensingCatalogue } from '#modules/licensing/catalogue/contract.ts';
import { licensingAccounts } from './contract.ts';

/** What is remembered of a provider; changes are told by events, so this only bounds what a lost one could do. */
const rememberMs = 60_000;
interface Remembered {
  atMs: number;
  status: string;
  planName: string;
  features: ReadonlySet<string>;
  /** Names of the cheapest plan by feature, for what is refused. */
  plans: ReadonlyMap<string, string | null>;
}

async function load(host: GateHost, tenant: Tenant): Promise<Remembered> {
  return host.asSystem('licence', tenant, async (ctx) => {
    const { status, planName, features } = await ctx.call(licensingAccounts, 'snapshot', {});
    const catalogue = await ctx.call(licensingCatalogue, 'features', {});
    const plans = new Map<string, string | null>(catalogue.items.map((f) => [f.key, f.cheapestPlan]));
    return { atMs: host.clock.nowMs(), status, planName, features: new Set(features), plans };
  });
}

function refuse(caller: Caller, key: string, has: Remembered): void {
  if (has.features.has(key)) return;
  const name = featureByKey.get(key)?.name ?? key;
  // A subscriber is no customer of ours; what their provider buys is not theirs to know.
  if (caller.door === 'customer') throw new AppError('forbidden', 'Your provider does not offer this at the moment.');
  if (has.status === 'cancelled')
    throw new AppError('forbidden', `${name} is off: the contract has ended. Choose a plan in the tenant portal.`);
  const plan = has.plans.get(key);
  throw new AppError(
    'forbidden',
    `${name} is not part of ${has.planName}.${plan ? ` ${plan} has it; choose it under Plan in the tenant portal.` : ''}`,
  );
}

/**
 * Refuses what a provider's plan does not hold. Most calls are answered from memory without waiting: two look-ups in maps.
 */
export function licenceGate(host: GateHost): Gate {
  const known = new Map<string, Remembered>();
  /** Grows with each change, so that what was read before one is not remembered after it. */
  let changes = 0;
  const check = (caller: Caller, key: string): Promise<void> | undefined => {
    const tenant = caller.tenant!;
    const has = known.get(tenant.id);
    if (has && Math.abs(host.clock.nowMs() - has.atMs) < rememberMs) {
      refuse(caller, key, has);
      return undefined;
    }
    const before = changes;
    return load(host, tenant).then((fresh) => {
      if (before === changes) known.set(tenant.id, fresh);
      refuse(caller, key, fresh);
    });
  };
  return {
    pass(caller: Caller, { contract }: RegisteredOperation) {
      if (!caller.tenant || caller.door === 'tenant' || caller.door === 'platform') return undefined;
      const feature = featureOfModule.get(contract.name);
      if (feature) return check(caller, feature.key);
      return caller.actor.kind === 'api-key' ? check(caller, 'api') : undefined;
    },
    forget({ name, tenantId }) {
      if (name !== 'licence.changed' && name !== 'licensing-plan.changed') return;
      changes += 1;
      if (name === 'licence.changed') known.delete(tenantId);
      else known.clear();
    },
  };
}
