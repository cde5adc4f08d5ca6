import type { Caller } from '#kernel/context.ts';
import { notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/kernel.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { people } from './people.ts';
import { memberChange, type Patch, readFilter } from './rules.ts';

export interface Group {
  id: string;
  name: string;
  members: { id: string; name: string }[];
}

/** The roles of a tenant as a directory sees them: it fills them and does not make them. */
export function groups(kernel: Kernel, caller: Caller, defaultRoleId: string) {
  const persons = people(kernel, caller, defaultRoleId);

  async function list(filter?: string): Promise<Group[]> {
    const wanted = readFilter(filter, ['displayName']);
    const [{ items }, everybody] = [await kernel.run(caller, staff, 'listRoles', {}), await persons.all()];
    return items
      .filter((role) => !wanted || role.name.toLowerCase() === wanted[1].toLowerCase())
      .map(({ id, name }) => ({
        id,
        name,
        members: everybody.flatMap(({ member }) =>
          member.roleIds.includes(id) ? [{ id: member.id, name: member.name }] : [],
        ),
      }));
  }

  async function get(id: string): Promise<Group> {
    const found = (await list()).find((group) => group.id === id);
    if (!found) throw notFound('group');
    return found;
  }

  return {
    list,
    get,
    async patch(id: string, operations: readonly Patch[]): Promise<Group> {
      const before = (await get(id)).members.map((m) => m.id);
      const { add, remove, all } = memberChange(operations);
      const wanted = new Set([...(all ?? before), ...add].filter((member) => !remove.includes(member)));
      for (const memberId of new Set([...before, ...wanted])) {
        const isIn = before.includes(memberId);
        if (isIn === wanted.has(memberId)) continue;
        const { member } = await persons.get(memberId);
        const others = member.roleIds.filter((role) => role !== id);
        // Nobody is without a role: whom the directory puts into no group has the one that was chosen for that.
        const roleIds = isIn
          ? others.length > 0
            ? others
            : [defaultRoleId]
          : [...others.filter((role) => role !== defaultRoleId), id];
        await kernel.run(caller, staff, 'setRoles', { id: memberId, roleIds });
      }
      return get(id);
    },
  };
}
