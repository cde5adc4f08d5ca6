import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sseDecoder } from './sse.ts';

const stream =
  ': hello\n\nid: 7\nevent: session.started\ndata: {"id":"s1"}\n\ndata: one\ndata: two\r\n\r\nid: 8\n\nevent: x\n\n';
const messages = [
  { id: '7', event: 'session.started', data: '{"id":"s1"}' },
  { id: '7', event: 'message', data: 'one\ntwo' },
];

test('gives named messages with the last id, and nothing for comments and empty events', () => {
  expect(sseDecoder().push(stream)).toEqual(messages);
});

test('gives the same messages wherever the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 12 }), (cuts) => {
      const decoder = sseDecoder();
      const places = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
      const read = places.slice(1).flatMap((end, at) => decoder.push(stream.slice(places[at], end)));
      expect(read).toEqual(messages);
    }),
  );
});
