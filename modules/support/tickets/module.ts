import type { Module } from '#kernel/module.ts';
import { tickets } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';
import { workflows } from './workflows.ts';

export const ticketsModule: Module = { contract: tickets, service, reactions, workflows };
