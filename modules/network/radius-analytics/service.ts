import { implement } from '#kernel/context.ts';
import { radiusAnalytics } from './contract.ts';
import { concurrency } from './online.ts';
import { sessionEnds, subscribers } from './sessions.ts';
import { summary } from './summary.ts';
import { topTalkers, usage } from './traffic.ts';

export const service = implement(radiusAnalytics, {
  summary,
  usage,
  topTalkers,
  concurrency,
  subscribers,
  sessionEnds,
});
