import type { billingCycles, capPolicies, planStatuses } from './contract.ts';

export type PlanStatus = (typeof planStatuses)[number];
export type BillingCycle = (typeof billingCycles)[number];
export type CapPolicy = (typeof capPolicies)[number];
export type PlanCommand = 'activate' | 'archive';

interface Transition {
  from: readonly PlanStatus[];
  to: PlanStatus;
  refused: Partial<Record<PlanStatus, string>>;
}

/** draft → active → archived → active; a draft that nobody wants may be archived as well. */
export const transitions: Record<PlanCommand, Transition> = {
  activate: { from: ['draft', 'archived'], to: 'active', refused: { active: 'This plan is for sale already.' } },
  archive: { from: ['draft', 'active'], to: 'archived', refused: { archived: 'This plan is archived already.' } },
};

/** Why a plan in this state cannot take a command; undefined when it can. */
export const refusal = (command: PlanCommand, status: PlanStatus): string | undefined =>
  transitions[command].from.includes(status) ? undefined : transitions[command].refused[status];

export interface PlanTerms {
  downloadKbps: number;
  uploadKbps: number;
  priceMinor: number;
  setupFeeMinor: number;
  dataCapBytes: number | null;
  capPolicy: CapPolicy;
  throttledKbps: number | null;
  sessionTimeoutSeconds: number | null;
  idleTimeoutSeconds: number | null;
}

export interface Finding {
  field: keyof PlanTerms;
  severity: 'error' | 'warning';
  message: string;
}

const error = (field: keyof PlanTerms, message: string): Finding => ({ field, severity: 'error', message });
const warning = (field: keyof PlanTerms, message: string): Finding => ({ field, severity: 'warning', message });

/** Speeds further apart than this are usually a slip of a zero. */
const mostAsymmetric = 20;

/** What is wrong with a plan's terms taken together, and what only looks wrong. The same list for service and form. */
export function validate(plan: PlanTerms): Finding[] {
  const findings: Finding[] = [];
  if (plan.priceMinor < 0) findings.push(error('priceMinor', 'A price cannot be negative.'));
  if (plan.setupFeeMinor < 0) findings.push(error('setupFeeMinor', 'A fee cannot be negative.'));
  if (plan.downloadKbps <= 0) findings.push(error('downloadKbps', 'The speed must be more than nothing.'));
  if (plan.uploadKbps <= 0) findings.push(error('uploadKbps', 'The speed must be more than nothing.'));

  if (plan.capPolicy !== 'none' && plan.dataCapBytes === null)
    findings.push(error('dataCapBytes', 'Say how much data the cap allows, or choose no cap.'));
  if (plan.capPolicy === 'throttle' && plan.throttledKbps === null)
    findings.push(error('throttledKbps', 'Say the speed after the cap.'));
  if (plan.capPolicy === 'throttle' && plan.throttledKbps !== null && plan.throttledKbps >= plan.downloadKbps)
    findings.push(error('throttledKbps', 'The speed after the cap must be lower than the plan’s download speed.'));
  if (plan.capPolicy !== 'throttle' && plan.throttledKbps !== null)
    findings.push(error('throttledKbps', 'A speed after the cap needs the policy “throttle”.'));
  if (plan.capPolicy === 'none' && plan.dataCapBytes !== null)
    findings.push(warning('capPolicy', 'Usage is counted against the cap, but nothing happens when it is reached.'));

  if (
    plan.sessionTimeoutSeconds !== null &&
    plan.idleTimeoutSeconds !== null &&
    plan.idleTimeoutSeconds >= plan.sessionTimeoutSeconds
  )
    findings.push(error('idleTimeoutSeconds', 'The idle timeout must be shorter than the session timeout.'));

  const [slow, fast] = [Math.min(plan.downloadKbps, plan.uploadKbps), Math.max(plan.downloadKbps, plan.uploadKbps)];
  if (slow > 0 && fast / slow > mostAsymmetric)
    findings.push(warning('uploadKbps', `Download and upload differ more than ${mostAsymmetric} to 1.`));
  if (plan.priceMinor === 0) findings.push(warning('priceMinor', 'This plan is free.'));
  if (plan.priceMinor > 0 && plan.setupFeeMinor > 3 * plan.priceMinor)
    findings.push(warning('setupFeeMinor', 'The setup fee is more than three times the price.'));
  return findings;
}
