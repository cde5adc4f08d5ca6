import type { Module } from '#kernel/module.ts';
import { licensingSeats } from './contract.ts';
import { seatGate } from './gate.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const licensingSeatsModule: Module = { contract: licensingSeats, service, reactions, gate: seatGate };
