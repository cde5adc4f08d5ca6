import type { Module } from '#kernel/module.ts';
import { mail } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';
import { sendMail } from './workflows.ts';

export const mailModule: Module = { contract: mail, service, reactions, workflows: [sendMail] };
