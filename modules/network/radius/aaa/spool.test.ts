import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordKind, segmentName, segmentNumber } from './spool-format.ts';
import { SpoolReader } from './spool-reader.ts';
import { SpoolWriter } from './spool-writer.ts';

let directory: string;
const errors: unknown[] = [];
const none = new Uint8Array(0);

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'dotmac-spool-'));
  errors.length = 0;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

let clockMs = 1_000;
const openSpool = (more: { segmentBytes?: number; bufferBytes?: number } = {}) =>
  SpoolWriter.open({
    directory,
    acknowledgement: 'kept',
    onError: (error) => errors.push(error),
    nowMs: () => ++clockMs,
    ...more,
  });
const put = (spool: SpoolWriter<string>, text: string) => {
  const tail = Buffer.from(text);
  return spool.append(recordKind.accounting, none, none, tail, tail.length);
};
const readAll = (reader: SpoolReader) => {
  const texts: string[] = [];
  for (let batch = reader.read(100); batch; batch = reader.read(100))
    texts.push(...batch.records.map((r) => r.payload.toString()));
  return texts;
};
const from = (spool: SpoolWriter<string>) => new SpoolReader(directory, spool.position, { segment: 0, offset: 0 });
const newest = () =>
  readdirSync(directory)
    .filter((n) => segmentNumber(n))
    .sort()
    .at(-1)!;

describe('the spool', () => {
  it('acknowledges a record only when it can be read back, and keeps the order', async () => {
    const spool = await openSpool();
    const texts = Array.from({ length: 5000 }, (_, i) => `record ${i} ${'x'.repeat(i % 300)}`);
    const answers = await Promise.all(texts.map((text) => put(spool, text)));
    expect(new Set(answers)).toEqual(new Set(['kept']));
    expect(readAll(from(spool))).toEqual(texts);
    await spool.close();
  });

  it('goes through many segments and reuses the files of released ones', async () => {
    const spool = await openSpool({ segmentBytes: 4096 });
    const reader = from(spool);
    const seen: string[] = [];
    for (let i = 0; i < 200; i++) {
      await put(spool, `${i}-${'y'.repeat(500)}`);
      if (i % 20 === 19) {
        seen.push(...readAll(reader));
        await spool.release(spool.segments().at(-1)!);
      }
    }
    expect(seen.map((text) => Number.parseInt(text, 10))).toEqual(Array.from({ length: 200 }, (_, i) => i));
    expect(readdirSync(directory).length).toBeLessThanOrEqual(4);
    await spool.close();
  });

  it('gives nothing twice and loses nothing over a restart in the middle of reading', async () => {
    const first = await openSpool();
    await Promise.all(Array.from({ length: 300 }, (_, i) => put(first, `a${i}`)));
    const reader = from(first);
    const batch = reader.read(1)!;
    await first.close();
    const second = await openSpool();
    await Promise.all(Array.from({ length: 10 }, (_, i) => put(second, `b${i}`)));
    const rest = readAll(new SpoolReader(directory, second.position, { segment: batch.segment, offset: batch.offset }));
    const all = [...batch.records.map((r) => r.payload.toString()), ...rest];
    expect(all).toEqual([
      ...Array.from({ length: 300 }, (_, i) => `a${i}`),
      ...Array.from({ length: 10 }, (_, i) => `b${i}`),
    ]);
    await second.close();
  });

  it.each([1, 7, 15, 16, 20, 40])('passes over a tail torn %i octets before its end', async (missing) => {
    const first = await openSpool();
    await put(first, 'whole');
    const kept = Number(Atomics.load(first.position, 1));
    await put(first, 'torn away by the crash, never acknowledged');
    await first.close();
    truncateSync(path.join(directory, newest()), Number(Atomics.load(first.position, 1)) - missing);
    expect(kept).toBeGreaterThan(0);
    const second = await openSpool();
    await put(second, 'after');
    expect(readAll(from(second))).toEqual(['whole', 'after']);
    await second.close();
  });

  it('does not believe a frame whose octets changed, nor what an earlier life of the file left', async () => {
    const first = await openSpool();
    await put(first, 'first');
    await put(first, 'second');
    await first.close();
    const old = readFileSync(path.join(directory, newest()));
    const second = await openSpool();
    await second.close();
    writeFileSync(path.join(directory, newest()), old);
    const third = await openSpool();
    await put(third, 'third');
    expect(readAll(from(third))).toEqual(['first', 'second', 'third']);
    await third.close();
  });

  it('refuses records beyond its buffer rather than growing without bound', async () => {
    const spool = await openSpool({ bufferBytes: 1024 });
    const answers = Array.from({ length: 100 }, () => put(spool, 'z'.repeat(100)));
    expect(answers.filter((a) => a === undefined).length).toBeGreaterThan(80);
    expect(spool.counters.refused).toBe(answers.filter((a) => a === undefined).length);
    await spool.close();
  });

  it('says no, loudly, when the folder is gone, and works again when it is back', async () => {
    const spool = await openSpool({ segmentBytes: 1024 });
    await put(spool, 'q'.repeat(900));
    rmSync(directory, { recursive: true });
    expect(await put(spool, 'lost'.repeat(100))).toBeUndefined();
    expect(errors.length).toBeGreaterThan(0);
    mkdirSync(directory);
    expect(await put(spool, 'kept again')).toBe('kept');
    expect(readAll(from(spool))).toEqual(['kept again']);
    await spool.close();
  });

  it('numbers segments upwards even when the clock jumps back', async () => {
    clockMs = 5_000_000;
    const first = await openSpool();
    await put(first, 'before');
    await first.close();
    clockMs = 10;
    const second = await openSpool();
    await put(second, 'after');
    expect(readAll(from(second))).toEqual(['before', 'after']);
    expect(newest() > segmentName(5_000_000)).toBe(true);
    await second.close();
  });

  it('goes on behind a frame that the disk spoilt, and says what is missing', async () => {
    const first = await openSpool();
    for (const text of ['one', 'two', 'three', 'four']) await put(first, text);
    await first.close();
    const file = path.join(directory, newest());
    const octets = readFileSync(file);
    octets[octets.indexOf('two')] = 0x21;
    writeFileSync(file, octets);
    const second = await openSpool();
    await put(second, 'five');
    const damages: { octets: number }[] = [];
    const reader = new SpoolReader(directory, second.position, { segment: 0, offset: 0 }, (d) => damages.push(d));
    expect(readAll(reader)).toEqual(['one', 'three', 'four', 'five']);
    expect(damages).toHaveLength(1);
    expect(damages[0]!.octets).toBe(16 + 5 + 'two'.length);
    await second.close();
  });

  it('refuses loudly while the disk is full, leaves no rubbish, and keeps all it acknowledged', async (context) => {
    const small = path.join(directory, 'small');
    mkdirSync(small);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', small], { stdio: 'ignore' });
    } catch {
      context.skip('only root can mount a small disk');
    }
    try {
      const spool = await SpoolWriter.open({
        directory: small,
        acknowledgement: 'kept',
        onError: (error) => errors.push(error),
        nowMs: () => ++clockMs,
        segmentBytes: 64 * 1024,
      });
      const kept: string[] = [];
      const ask = async (i: number) => {
        const text = `${i} ${'f'.repeat(3000)}`;
        if ((await put(spool, text)) === 'kept') kept.push(text);
        else return false;
        return true;
      };
      let full = 0;
      for (let i = 0; full < 30; i++) if (!(await ask(i))) full++;
      expect(errors.map((e) => (e as NodeJS.ErrnoException).code)).toContain('ENOSPC');
      expect(readdirSync(small).length).toBeLessThan(8);
      const reader = new SpoolReader(small, spool.position, { segment: 0, offset: 0 });
      expect(readAll(reader)).toEqual(kept);
      // The database took it: there is room again.
      await spool.release(spool.segments().at(-1)!);
      for (const name of readdirSync(small)) if (name.endsWith('.free')) rmSync(path.join(small, name));
      kept.length = 0;
      for (let i = 1000; i < 1010; i++) await ask(i);
      expect(kept.length).toBe(10);
      expect(readAll(reader)).toEqual(kept);
      await spool.close();
    } finally {
      execFileSync('umount', ['-l', small]);
    }
  });
});
