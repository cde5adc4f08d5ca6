import type { StatusTones } from '#ui/base/badge.tsx';
import type { ListPage } from '#ui/table/columns.ts';

export interface Sample {
  id: string;
  number: string;
  name: string;
  phone: string;
  plan: string;
  status: 'active' | 'suspended' | 'new' | 'closed';
  online: boolean;
  balanceMinor: number;
  usageBytes: number;
  address: string;
  since: string;
}

export const sampleTones: StatusTones<Sample['status']> = {
  active: 'ok',
  suspended: 'warn',
  new: 'info',
  closed: 'neutral',
};

const first = [
  'Ngozi',
  'Amara',
  'Tunde',
  'Chiara',
  'João',
  'Fatima',
  'Léa',
  'Musa',
  'Ines',
  'Kwame',
  'Zainab',
  'Pedro',
];
const last = ['Bello', 'Okafor', 'Moreau', 'Silva', 'Rossi', 'Adeyemi', 'Haddad', 'Mensah', 'Keller', 'Costa'];
const plans = ['Fiber 100', 'Fiber 300', 'Fiber 1000', 'Air 30', 'Business 500'];
const states: Sample['status'][] = ['active', 'active', 'active', 'active', 'suspended', 'new', 'active', 'closed'];
const count = 100_000;

function sample(index: number): Sample {
  const mixed = (index * 7919) % 9973;
  const status = states[mixed % states.length] ?? 'active';
  return {
    id: String(index + 1),
    number: `C-${String(index + 1).padStart(6, '0')}`,
    name: `${first[mixed % first.length]} ${last[(mixed * 3) % last.length]}`,
    phone: `+234 803 555 ${String(mixed % 10_000).padStart(4, '0')}`,
    plan: plans[(mixed * 5) % plans.length] ?? '',
    status,
    online: status === 'active' && mixed % 7 !== 0,
    balanceMinor: mixed % 4 === 0 ? -((mixed % 90) * 100) : 0,
    usageBytes: ((mixed * 104_729) % 1_400_000) * 1_000_000,
    address: `203.0.${113 + (index % 4)}.${index % 254}`,
    since: new Date(Date.now() - (index * 37 + 5) * 60_000).toISOString(),
  };
}

export interface SampleFilters {
  q: string;
  status: string[];
  sort?: string | undefined;
  mode: string;
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A list operation as a server would answer it, over generated rows. */
export async function listSamples(
  filters: SampleFilters,
  cursor: string | undefined,
  limit = 100,
): Promise<ListPage<Sample>> {
  await wait(250);
  if (filters.mode === 'error' || (filters.mode === 'late-error' && cursor)) {
    throw Object.assign(new Error('The database is being restarted. Try again in a moment.'), {
      code: 'unavailable',
      data: { requestId: 'req_01JD8ZQ4' },
    });
  }
  if (filters.mode === 'loading') await wait(1e7);
  if (filters.mode === 'empty') return { items: [], next: null, total: 0 };
  const wanted = filters.q.toLowerCase();
  const items: Sample[] = [];
  let at = Number(cursor ?? 0);
  const down = filters.sort?.startsWith('-');
  for (; at < count && items.length < limit; at++) {
    const row = sample(down ? count - 1 - at : at);
    if (wanted && !`${row.name} ${row.number} ${row.phone}`.toLowerCase().includes(wanted)) continue;
    if (filters.status.length > 0 && !filters.status.includes(row.status)) continue;
    items.push(row);
  }
  const plain = !wanted && filters.status.length === 0;
  return { items, next: at < count ? String(at) : null, total: plain ? count : null };
}

export const getSample = async (id: string) => {
  await wait(150);
  return sample(Number(id) - 1);
};

/** A day of traffic as lines usually look: a deep night, an evening peak. */
export function trafficDay(peakBps: number, phase = 0): [number, number | null][] {
  const now = Math.floor(Date.now() / 300_000) * 300_000;
  return Array.from({ length: 288 }, (_, step) => {
    const at = now - (287 - step) * 300_000;
    const hour = (new Date(at).getUTCHours() + new Date(at).getUTCMinutes() / 60 + phase) % 24;
    const late = Math.min(Math.abs(hour - 20.5), 24 - Math.abs(hour - 20.5));
    const evening = Math.exp(-(late ** 2) / 14);
    const noon = 0.45 * Math.exp(-((hour - 13) ** 2) / 18);
    const noise = 0.03 * Math.sin(step * 1.7) + 0.03 * Math.sin(step * 0.31);
    const gap = step > 90 && step < 97;
    return [at, gap ? null : Math.max(0, (0.08 + evening + noon + noise) * peakBps)];
  });
}
