const path = '/api/v1/customer/line-sample';
const downloads = [250_000, 1_000_000, 4_000_000, 8_000_000];
const uploads = [125_000, 500_000, 2_000_000, 4_000_000];
/** A sample that took this long says enough; a larger one would only use up data. */
const enoughMs = 1200;
const pings = 6;

export interface Measured {
  downloadBps: number;
  uploadBps: number;
  latencyMs: number;
  jitterMs: number;
  dnsMs: number | null;
  address: string;
}

async function timed(run: () => Promise<Response>): Promise<{ ms: number; response: Response }> {
  const from = performance.now();
  const response = await run();
  if (!response.ok) throw new Error(response.status === 429 ? 'limit' : 'failed');
  await response.arrayBuffer();
  return { ms: Math.max(0.1, performance.now() - from), response };
}
const get = (bytes: number) => timed(() => fetch(`${path}?bytes=${bytes}`, { cache: 'no-store' }));
const post = (bytes: number) =>
  timed(() =>
    fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
    }),
  );

/** Bits a second of ever larger samples, until one takes long enough to say something. */
async function speedOf(sizes: readonly number[], send: (bytes: number) => Promise<{ ms: number }>): Promise<number> {
  let bps = 0;
  for (const bytes of sizes) {
    const { ms } = await send(bytes);
    bps = (bytes * 8000) / ms;
    if (ms > enoughMs) break;
  }
  return bps;
}

/** How long the browser took to find the portal; 0 when it knew the address, which says nothing. */
function lookUpMs(): number | null {
  const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const ms = page ? page.domainLookupEnd - page.domainLookupStart : 0;
  return ms > 0 ? ms : null;
}

/** Measures against the portal's own server. @param onStep what is being measured */
export async function measureLine(onStep: (step: 'latency' | 'download' | 'upload') => void): Promise<Measured> {
  onStep('latency');
  const times: number[] = [];
  let address = '';
  await get(0);
  for (let n = 0; n < pings; n += 1) {
    const { ms, response } = await get(0);
    times.push(ms);
    address = response.headers.get('x-seen-from') ?? '';
  }
  const sorted = times.toSorted((a, b) => a - b);
  const latencyMs = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const jitterMs = times.slice(1).reduce((sum, ms, at) => sum + Math.abs(ms - times[at]!), 0) / (times.length - 1);
  onStep('download');
  const downloadBps = await speedOf(downloads, get);
  onStep('upload');
  const uploadBps = await speedOf(uploads, post);
  return { downloadBps, uploadBps, latencyMs, jitterMs, dnsMs: lookUpMs(), address };
}
