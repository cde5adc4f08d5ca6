import type { Module } from '#kernel/module.ts';
import { bandwidthProfiles } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const bandwidthProfilesModule: Module = { contract: bandwidthProfiles, service, reactions };
