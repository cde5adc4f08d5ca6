import { contract } from '#kernel/contract/contract.ts';

/** Turns a sale into a working line. It offers no operation of its own: a sale starts it, Orchestration shows it. */
export const provisioning = contract({ name: 'provisioning', title: 'Provisioning', operations: {} });
