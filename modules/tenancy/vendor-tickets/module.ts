import type { Module } from '#kernel/module.ts';
import { vendorTickets } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const vendorTicketsModule: Module = { contract: vendorTickets, service, reactions };
