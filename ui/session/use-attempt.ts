import { useState } from 'react';
import { type Problem, toProblem } from '#ui/problem/problem.ts';

/** Runs one thing at a time and keeps what went wrong, for pages with a single button. */
export function useAttempt() {
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const attempt = async (action: () => Promise<unknown>) => {
    if (pending) return;
    setPending(true);
    setProblem(null);
    try {
      await action();
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setPending(false);
    }
  };
  return { pending, problem, attempt, forget: () => setProblem(null) };
}
