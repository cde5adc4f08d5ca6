import { graph } from '#kernel/graphql/graph.ts';
import { netbox } from './contract.ts';

export const netboxGraph = graph(netbox, {
  queries: {
    netboxSettings: 'settings',
    netboxComparisons: 'listComparisons',
    netboxComparison: 'getComparison',
    netboxDifferences: 'differences',
  },
  mutations: {
    configureNetbox: 'configure',
    disconnectNetbox: 'disconnect',
    compareWithNetbox: 'compare',
    chooseNetboxDifferences: 'choose',
    applyNetboxComparison: 'apply',
  },
});
