import type { Module } from '#kernel/module.ts';
import { signInProviders } from './contract.ts';
import { service } from './service.ts';

export const signInProvidersModule: Module = { contract: signInProviders, service };
