import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Patience } from './admission.ts';
import { AdmissionQueue, type Urgency } from './admission-queue.ts';

const all = <T>(queue: AdmissionQueue<string, T>): T[] => {
  const items: T[] = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item);
  return items;
};

describe('requests that wait', () => {
  test('the urgent go first, and of eight turns one goes to the last', () => {
    const queue = new AdmissionQueue<string, string>(100);
    for (let i = 0; i < 3; i++) queue.push('nas', 2, `standard ${i}`);
    for (let i = 0; i < 8; i++) queue.push('nas', 0, `emergency ${i}`);
    queue.push('nas', 1, 'business');
    expect(all(queue)).toEqual([
      ...Array.from({ length: 7 }, (_, i) => `emergency ${i}`),
      'standard 0',
      'emergency 7',
      'business',
      'standard 1',
      'standard 2',
    ]);
  });

  test('senders of the same urgency take turns, however much one of them sends', () => {
    const queue = new AdmissionQueue<string, string>(1000);
    for (let i = 0; i < 100; i++) queue.push('loud', 2, `loud ${i}`);
    for (let i = 0; i < 3; i++) queue.push('quiet', 2, `quiet ${i}`);
    expect(all(queue).slice(0, 6)).toEqual(['loud 0', 'quiet 0', 'loud 1', 'quiet 1', 'loud 2', 'quiet 2']);
  });

  test('a sender that floods crowds out itself; others still find room', () => {
    const queue = new AdmissionQueue<string, number>(100);
    const shed = Array.from({ length: 500 }, (_, i) => queue.push('loud', 2, i)).filter((s) => s !== undefined);
    expect(shed).toHaveLength(450);
    expect(Array.from({ length: 20 }, (_, i) => queue.push('quiet', 2, 1000 + i))).toEqual(
      new Array(20).fill(undefined),
    );
    expect(queue.size).toBe(70);
  });

  test('an urgent request takes the place of one of its sender that is not', () => {
    const queue = new AdmissionQueue<string, string>(10);
    for (let i = 0; i < 10; i++) queue.push('nas', 2, `standard ${i}`);
    expect(queue.push('nas', 2, 'one more')).toBe('one more');
    expect(queue.push('nas', 0, 'emergency')).toBe('standard 0');
    expect(queue.shift()).toBe('emergency');
  });

  test('none is lost, none comes twice, each sender keeps its order, and it never grows without bound', () => {
    const step = fc.oneof(
      fc.record({ sender: fc.constantFrom('a', 'b', 'c'), urgency: fc.constantFrom<Urgency>(0, 1, 2, 3) }),
      fc.constant('shift' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), fc.integer({ min: 2, max: 40 }), (steps, capacity) => {
        const queue = new AdmissionQueue<string, { id: number; lane: string }>(capacity);
        const out: { id: number; lane: string }[] = [];
        const shed = new Set<number>();
        let pushed = 0;
        for (const s of steps) {
          if (s === 'shift') {
            const item = queue.shift();
            if (item) out.push(item);
          } else {
            const gone = queue.push(s.sender, s.urgency, { id: pushed++, lane: `${s.sender}${s.urgency}` });
            if (gone) shed.add(gone.id);
          }
          expect(queue.size).toBe(pushed - shed.size - out.length);
          expect(queue.size).toBeLessThanOrEqual(capacity + 3);
        }
        out.push(...all(queue));
        expect(
          out
            .map((i) => i.id)
            .concat([...shed])
            .toSorted((a, b) => a - b),
        ).toEqual(Array.from({ length: pushed }, (_, i) => i));
        for (const lane of new Set(out.map((i) => i.lane))) {
          const ids = out.filter((i) => i.lane === lane).map((i) => i.id);
          expect(ids).toEqual(ids.toSorted((a, b) => a - b));
        }
      }),
    );
  });
});

describe('patience', () => {
  test('is learnt from a sender’s own retransmissions, quickly down and slowly up', () => {
    const patience = new Patience();
    expect(patience.of('10.0.0.1')).toBe(2400);
    patience.learn('10.0.0.1', 300);
    expect(patience.of('10.0.0.1')).toBe(240);
    patience.learn('10.0.0.1', 600);
    expect(patience.of('10.0.0.1')).toBeLessThan(260);
    expect(patience.of('10.0.0.2')).toBe(2400);
  });

  test('takes no lesson from a copy that the network made', () => {
    const patience = new Patience();
    patience.learn('10.0.0.1', 2);
    expect(patience.of('10.0.0.1')).toBe(2400);
  });
});
