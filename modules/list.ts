import type { Module } from '#kernel/module.ts';

/** The one registry of modules. Order matters only for extra.sql: a module stands after those whose tables it names. */
export const modules: readonly Module[] = [];
