import { Counter } from 'prom-client';
import type { Caller } from '#kernel/context.ts';
import type { Door } from '#kernel/contract/fields.ts';
import type { SessionFactor } from '#kernel/identity/realms.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { type Kernel, systemActor } from '#kernel/kernel.ts';
import { metrics } from '#kernel/metrics.ts';
import { type SignInOutcome, signIns } from '#modules/identity/sign-ins/contract.ts';
import type { ManagerLookup } from './auth.ts';
import { staff } from './contract.ts';
import type { People } from './people.ts';

const counted = new Counter({
  name: 'dotmac_sign_ins_total',
  help: 'What happened at sign-in by door, outcome and factor; unknown accounts included.',
  labelNames: ['door', 'outcome', 'factor'] as const,
  registers: [metrics],
});

/** What is kept of a sign-in for whoever it concerns. */
export interface SignInSeen {
  outcome: SignInOutcome;
  ipAddress: string;
}

export interface Happened {
  door: Door;
  outcome: SignInOutcome;
  /** The account it happened to; null when there is none. */
  userId: string | null;
  factor: SessionFactor | null;
  newDevice?: boolean;
  requestId: string;
  ipAddress: string;
}

/** Puts what happens at sign-in on the record of the tenant it concerns; unknown accounts concern nobody and are only counted. */
export function signInRecorder({
  kernel,
  people,
  managers,
}: {
  kernel: Kernel;
  people: People;
  managers: ManagerLookup;
}) {
  return async ({
    door,
    outcome,
    userId,
    factor,
    newDevice = false,
    requestId,
    ipAddress,
  }: Happened): Promise<void> => {
    counted.inc({ door, outcome, factor: factor ?? 'none' });
    const person = userId ? await people.of(door, userId) : null;
    if (!person) return;
    const caller: Caller = {
      door: door === 'customer' ? 'isp' : door,
      actor: systemActor('sign-in'),
      tenant: person.tenantId === platformTenantId ? null : await people.tenantOf(person.tenantId),
      requestId,
      ipAddress,
    };
    const about = { outcome, factor, newDevice, ipAddress };
    const put =
      person.kind === 'manager'
        ? managers.record(kernel, caller, { id: person.id, outcome, ipAddress })
        : person.kind === 'staff'
          ? kernel.run(caller, staff, 'recordSignIn', { memberId: person.id, ...about })
          : kernel.run(caller, signIns, 'record', { person: 'subscriber', subjectId: person.id, ...about });
    await put.catch((error) => kernel.log.warn({ err: error }, 'sign-in could not be put on record'));
  };
}
