import type { Module } from '#kernel/module.ts';
import { announcements } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const announcementsModule: Module = { contract: announcements, service, reactions };
