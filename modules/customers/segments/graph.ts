import { graph } from '#kernel/graphql/graph.ts';
import { segments } from './contract.ts';

export const segmentsGraph = graph(segments, {
  queries: { segments: 'list', segmentCounts: 'counts' },
  mutations: { createSegment: 'create', updateSegment: 'update', removeSegment: 'remove', pinToSegment: 'pin' },
});
