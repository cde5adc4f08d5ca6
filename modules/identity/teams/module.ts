import type { Module } from '#kernel/module.ts';
import { teams } from './contract.ts';
import { service } from './service.ts';

export const teamsModule: Module = { contract: teams, service };
