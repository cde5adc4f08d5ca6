import type { Module } from '#kernel/module.ts';
import { onboarding } from './contract.ts';
import { service } from './service.ts';

export const onboardingModule: Module = { contract: onboarding, service };
