import { graph } from '#kernel/graphql/graph.ts';
import { radiusAnalytics } from './contract.ts';

export const radiusAnalyticsGraph = graph(radiusAnalytics, {
  queries: {
    radiusAnalyticsSummary: 'summary',
    radiusAnalyticsUsage: 'usage',
    radiusTopTalkers: 'topTalkers',
    radiusConcurrency: 'concurrency',
    radiusAnalyticsSubscribers: 'subscribers',
    radiusSessionEnds: 'sessionEnds',
  },
});
