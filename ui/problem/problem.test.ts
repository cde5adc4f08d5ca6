import { ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';
import { isRetryable, ProblemError, toProblem } from './problem.ts';

test('an ORPCError gives its sentence, field and request id', () => {
  const data = { code: 'conflict', status: 409, detail: 'That e-mail is taken.', field: 'email', requestId: 'r-1' };
  expect(toProblem(new ORPCError('conflict', { status: 409, message: 'x', data }))).toEqual({
    code: 'conflict',
    message: 'That e-mail is taken.',
    field: 'email',
    issues: [],
    requestId: 'r-1',
  });
});

test("the transport's own error names map to ours", () => {
  expect(toProblem(new ORPCError('UNAUTHORIZED')).code).toBe('unauthenticated');
  expect(toProblem(new ORPCError('SERVICE_UNAVAILABLE')).code).toBe('unavailable');
});

test('every wrong field of an input is kept', () => {
  const error = {
    code: 'invalid',
    data: {
      detail: 'Two fields are wrong.',
      issues: [
        { field: 'a', message: 'A' },
        { path: ['b', 0], message: 'B' },
      ],
    },
  };
  expect(toProblem(error).issues).toEqual([
    { field: 'a', message: 'A' },
    { field: 'b.0', message: 'B' },
  ]);
});

test('a request that reached no server is "offline" and worth trying again', () => {
  const problem = toProblem(new TypeError('Failed to fetch'));
  expect(problem.code).toBe('offline');
  expect(isRetryable(problem)).toBe(true);
});

test('anything else becomes an internal problem with a sentence', () => {
  for (const thrown of [undefined, null, 'text', 42, {}]) {
    expect(toProblem(thrown)).toMatchObject({ code: 'internal', issues: [] });
    expect(toProblem(thrown).message).not.toBe('');
  }
});

test('a foreign error code falls back to the HTTP status', () => {
  expect(new ProblemError(401, { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'no' }).code).toBe('unauthenticated');
  expect(new ProblemError(502, null).code).toBe('unavailable');
  expect(new ProblemError(429, null).code).toBe('limit');
});
