import { describe, expect, test } from 'vitest';
import { planStatuses } from './contract.ts';
import { type Finding, type PlanTerms, refusal, transitions, validate } from './rules.ts';

const plan: PlanTerms = {
  downloadKbps: 100_000,
  uploadKbps: 40_000,
  priceMinor: 3900,
  setupFeeMinor: 4900,
  dataCapBytes: null,
  capPolicy: 'none',
  throttledKbps: null,
  sessionTimeoutSeconds: null,
  idleTimeoutSeconds: null,
};
const capped = { dataCapBytes: 500e9, capPolicy: 'throttle', throttledKbps: 2000 } as const;

test('a plain plan and a capped one have nothing against them', () => {
  expect(validate(plan)).toEqual([]);
  expect(validate({ ...plan, ...capped })).toEqual([]);
  expect(validate({ ...plan, ...capped, capPolicy: 'block', throttledKbps: null })).toEqual([]);
});

const wrong: [string, Partial<PlanTerms>, Finding['severity'], keyof PlanTerms][] = [
  ['a negative price', { priceMinor: -1 }, 'error', 'priceMinor'],
  ['a negative setup fee', { setupFeeMinor: -1 }, 'error', 'setupFeeMinor'],
  ['no download', { downloadKbps: 0 }, 'error', 'downloadKbps'],
  ['no upload', { uploadKbps: 0 }, 'error', 'uploadKbps'],
  ['a throttle without a cap', { ...capped, dataCapBytes: null }, 'error', 'dataCapBytes'],
  ['a block without a cap', { capPolicy: 'block' }, 'error', 'dataCapBytes'],
  ['a throttle without a speed', { ...capped, throttledKbps: null }, 'error', 'throttledKbps'],
  ['a throttle at full speed', { ...capped, throttledKbps: 100_000 }, 'error', 'throttledKbps'],
  ['a throttled speed without throttle', { throttledKbps: 1000 }, 'error', 'throttledKbps'],
  [
    'an idle timeout beyond the session',
    { sessionTimeoutSeconds: 600, idleTimeoutSeconds: 600 },
    'error',
    'idleTimeoutSeconds',
  ],
  ['a cap that does nothing', { dataCapBytes: 1e9 }, 'warning', 'capPolicy'],
  ['speeds far apart', { uploadKbps: 1000 }, 'warning', 'uploadKbps'],
  ['a free plan', { priceMinor: 0, setupFeeMinor: 0 }, 'warning', 'priceMinor'],
  ['a setup fee above three prices', { setupFeeMinor: 20_000 }, 'warning', 'setupFeeMinor'],
];
test.each(wrong)('%s is found at its field', (_, change, severity, field) => {
  const findings = validate({ ...plan, ...change });
  expect(findings).toContainEqual(expect.objectContaining({ severity, field }));
  expect(findings.filter((finding) => finding.field !== field && finding.severity === 'error')).toEqual([]);
});

describe('the life of a plan', () => {
  test('every state either takes a command or says why not', () => {
    for (const command of ['activate', 'archive'] as const)
      for (const status of planStatuses)
        expect(refusal(command, status) === undefined).toBe(transitions[command].from.includes(status));
  });
  test('an archived plan may be sold again; an active one is not activated twice', () => {
    expect(refusal('activate', 'archived')).toBeUndefined();
    expect(refusal('activate', 'active')).toBe('This plan is for sale already.');
    expect(refusal('archive', 'archived')).toBe('This plan is archived already.');
  });
});
