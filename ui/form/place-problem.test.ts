import { expect, test } from 'vitest';
import type { Problem } from '#ui/problem/problem.ts';
import { placeProblem } from './place-problem.ts';

const problem = (patch: Partial<Problem>): Problem => ({ code: 'invalid', message: 'Wrong.', issues: [], ...patch });
const names = ['email', 'address.city', 'contacts'];

test("a field's problem stands beside the field and nowhere else", () => {
  expect(placeProblem(problem({ field: 'email', message: 'Taken.' }), names)).toEqual({
    fields: [{ name: 'email', message: 'Taken.' }],
    form: null,
  });
});

test('carriers and brackets in the path are understood', () => {
  expect(placeProblem(problem({ field: 'body.address.city' }), names).fields[0]?.name).toBe('address.city');
  expect(placeProblem(problem({ field: 'contacts[0].phone' }), names).fields[0]?.name).toBe('contacts');
});

test('what no field of the form can show is shown over the form, never lost', () => {
  expect(placeProblem(problem({ field: 'tenantId', message: 'Unknown tenant.' }), names).form).toBe('Unknown tenant.');
  expect(placeProblem(problem({ message: 'The pool is exhausted.' }), names).form).toBe('The pool is exhausted.');
});

test('several issues are spread over their fields, one message each', () => {
  const issues = [
    { field: 'email', message: 'First.' },
    { field: 'email', message: 'Second.' },
    { field: 'nowhere', message: 'Lost otherwise.' },
  ];
  expect(placeProblem(problem({ issues }), names)).toEqual({
    fields: [{ name: 'email', message: 'First.' }],
    form: 'Lost otherwise.',
  });
});
