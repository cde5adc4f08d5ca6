import type { Module } from '#kernel/module.ts';
import { signUp } from './contract.ts';
import { service } from './service.ts';

export const signUpModule: Module = { contract: signUp, service };
