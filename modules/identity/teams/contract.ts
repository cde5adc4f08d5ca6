import { z } from 'zod';
import { command, contract, many, nothing, one, query } from '#kernel/contract/contract.ts';
import { Id, instant, open, personal, resource } from '#kernel/contract/fields.ts';
import { teamColours } from './rules.ts';

export const Team = resource('Team', {
  id: open(z.uuid()),
  name: open(z.string()),
  description: open(z.string()),
  colour: open(z.enum(teamColours)),
  leadId: open(z.uuid().nullable()),
  members: personal('staff', z.array(z.object({ id: z.uuid(), name: z.string() }))),
  createdAt: open(instant()),
});

const at = '/dashboard/security-access/users/teams';
const write = { for: ['isp'], can: 'identity.team:write', ui: at } as const;
const input = z.object({
  name: z.string().trim().min(1, 'A name is needed.').max(60),
  description: z.string().trim().max(300).default(''),
  colour: z.enum(teamColours).default('brand'),
  leadId: z.uuid().nullable().default(null),
  memberIds: z.array(z.uuid()).max(200).default([]),
});

export const teams = contract({
  name: 'teams',
  title: 'Teams',
  events: { 'team.changed': { teamId: open(z.uuid()) } },
  realtime: { teams: { events: ['team.changed'], for: ['isp'], can: 'identity.team:read' } },
  operations: {
    list: query('GET /teams', {
      summary: 'List teams with who belongs to them',
      for: ['isp'],
      can: 'identity.team:read',
      in: z.object({}),
      out: many(Team),
      ui: at,
    }),
    create: command('POST /teams', {
      ...write,
      summary: 'Put colleagues together as a team',
      in: input,
      out: one(Team),
      emits: ['team.changed'],
    }),
    update: command('PUT /teams/{id}', {
      ...write,
      summary: 'Change a team: its name, lead, members or colour',
      in: Id.extend(input.shape),
      out: one(Team),
      emits: ['team.changed'],
    }),
    remove: command('DELETE /teams/{id}', {
      ...write,
      summary: 'Dissolve a team; its members stay',
      in: Id,
      out: nothing(),
      emits: ['team.changed'],
    }),
  },
});
