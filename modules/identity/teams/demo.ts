import type { Tenant } from '#kernel/context.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { type Kernel, systemActor } from '#kernel/kernel.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { teams } from './contract.ts';
import type { TeamColour } from './rules.ts';

interface DemoTeam {
  name: string;
  description: string;
  colour: TeamColour;
  /** Boxes of their mail addresses; the first leads. */
  boxes: readonly string[];
}
const demoTeams: readonly DemoTeam[] = [
  { name: 'Front desk', description: 'Answers subscribers and their bills.', colour: 'ok', boxes: ['care', 'billing'] },
  { name: 'Network', description: 'Keeps the lines up, day and night.', colour: 'info', boxes: ['noc', 'admin'] },
];

/** Makes the teams of a demo tenant that are not there yet. */
export async function ensureDemoTeams(kernel: Kernel, tenant: Tenant): Promise<void> {
  const caller = { door: 'isp', tenant, actor: systemActor('demo'), requestId: uuidv7(kernel.clock.nowMs()) } as const;
  const known = (await kernel.run(caller, teams, 'list', {})).items.map(({ name }) => name);
  const { items: people } = await kernel.run(caller, staff, 'listUsers', { limit: 200 });
  for (const { boxes, ...team } of demoTeams) {
    if (known.includes(team.name)) continue;
    const memberIds = boxes.flatMap((box) =>
      people.filter((p) => p.email === `${box}@${tenant.slug}.example`).map(({ id }) => id),
    );
    await kernel.run(caller, teams, 'create', { ...team, memberIds, leadId: memberIds[0] ?? null });
  }
}
