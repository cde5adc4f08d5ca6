import { z } from 'zod';
import { command, one, query } from '#kernel/contract/contract.ts';
import { Id } from '#kernel/contract/fields.ts';
import { LoginDiagnostics, TestLogin, testMethods } from './diagnostics-resources.ts';
import { nasVendors } from './resources.ts';

const page = '/dashboard/radius/subscribers/$id/diagnostics';
const lineText = z.string().trim().min(1).max(200).optional();

export const testLoginInput = Id.extend({
  method: z.enum(testMethods),
  password: z.string().max(128).optional().describe('Absent: the one on file, where it is kept reversibly.'),
  nasId: z.uuid().optional().describe('The NAS to play; absent: any of the make.'),
  vendor: z.enum(nasVendors).optional(),
  circuitId: lineText,
  remoteId: lineText,
  callingStationId: lineText,
  nasPortId: lineText,
});

/** Why a login does or does not work; part of the contract. */
export const diagnosticsOperations = {
  diagnostics: query('GET /radius/subscribers/{id}/diagnostics', {
    summary: 'Why a login does or does not work: attempts, live sessions, last CoA, what an Accept would carry',
    for: ['isp'],
    can: 'network.radius:read',
    in: Id.extend({ vendor: z.enum(nasVendors).optional().describe('Absent: the make it was last seen at.') }),
    out: one(LoginDiagnostics),
    ui: page,
  }),
  testLogin: command('POST /radius/subscribers/{id}/test-login', {
    summary: 'Ask the AAA engine with a real Access-Request, and explain its answer; no session comes of it',
    for: ['isp'],
    can: 'network.radius-session:manage',
    in: testLoginInput,
    out: one(TestLogin),
    ui: page,
    perMinute: 30,
  }),
};
