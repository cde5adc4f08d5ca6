import type { Module } from '#kernel/module.ts';
import { radiusLogins } from './contract.ts';
import { service } from './service.ts';

export const radiusLoginsModule: Module = { contract: radiusLogins, service };
