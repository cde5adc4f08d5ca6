import type { Caller } from '#kernel/context.ts';
import type { View } from '#kernel/contract/fields.ts';
import { AppError, conflict, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/kernel.ts';
import { type Member, staff } from '#modules/identity/staff/contract.ts';
import { scim } from './contract.ts';
import { nameOf, type Patch, readFilter, type UserBody, type UserChange, userChange } from './rules.ts';

type MemberView = View<typeof Member, 'isp'>;
export interface Person {
  member: MemberView;
  externalId: string | null;
}

/** The colleagues of a tenant as a directory sees them. Every change is an operation of `staff`, with all its rules. */
export function people(kernel: Kernel, caller: Caller, defaultRoleId: string) {
  async function notes() {
    const { items } = await kernel.run(caller, scim, 'users', {});
    return new Map(items.map((user) => [user.memberId, user]));
  }

  async function all(q?: string): Promise<Person[]> {
    const noted = await notes();
    const found: Person[] = [];
    let cursor: string | undefined;
    do {
      const page = await kernel.run(caller, staff, 'listUsers', {
        limit: 200,
        ...(q ? { q } : {}),
        ...(cursor ? { cursor } : {}),
      });
      for (const member of page.items)
        if (!noted.get(member.id)?.isDeleted)
          found.push({ member, externalId: noted.get(member.id)?.externalId ?? null });
      cursor = page.next ?? undefined;
    } while (cursor);
    return found;
  }

  async function get(id: string): Promise<Person> {
    const note = (await notes()).get(id);
    if (note?.isDeleted) throw notFound('user');
    return { member: await kernel.run(caller, staff, 'getUser', { id }), externalId: note?.externalId ?? null };
  }

  async function apply(id: string, change: UserChange): Promise<Person> {
    const { member } = await get(id);
    if (change.userName && change.userName !== member.email)
      throw new AppError('invalid', 'userName: An address is proven by its owner; it cannot be changed from here.', {
        field: 'userName',
      });
    const name = change.displayName ?? change['name.formatted'];
    if (name && name !== member.name) await kernel.run(caller, staff, 'rename', { id, name });
    const isActive = member.status !== 'disabled';
    if (change.active !== undefined && change.active !== isActive)
      await kernel.run(caller, staff, change.active ? 'enable' : 'disable', { id });
    if (change.externalId !== undefined)
      await kernel.run(caller, scim, 'noteUser', { memberId: id, externalId: change.externalId });
    return get(id);
  }

  return {
    get,
    all,
    async list(filter: string | undefined): Promise<Person[]> {
      const wanted = readFilter(filter, ['userName', 'externalId']);
      if (!wanted) return all();
      const [attribute, value] = wanted;
      const found = await all(attribute === 'userName' ? value : undefined);
      return found.filter((p) =>
        attribute === 'userName' ? p.member.email === value.toLowerCase() : p.externalId === value,
      );
    },

    async create(body: UserBody): Promise<Person> {
      const { items } = await kernel.run(caller, staff, 'listUsers', { q: body.userName, limit: 200 });
      const there = items.find((m) => m.email === body.userName);
      const isGone = there && (await notes()).get(there.id)?.isDeleted;
      if (there && !isGone) throw conflict('This person is a colleague already.', 'userName');
      if (there) await kernel.run(caller, staff, 'enable', { id: there.id });
      const { memberId } = await kernel.run(caller, staff, 'vouched', {
        memberId: there?.id ?? null,
        email: body.userName,
        name: nameOf(body),
        roleId: defaultRoleId,
      });
      await kernel.run(caller, scim, 'noteUser', { memberId, externalId: body.externalId ?? null, isDeleted: false });
      return body.active ? get(memberId) : apply(memberId, { active: false });
    },

    replace: (id: string, body: UserBody) =>
      apply(id, {
        userName: body.userName,
        displayName: nameOf(body),
        active: body.active,
        ...(body.externalId ? { externalId: body.externalId } : {}),
      }),
    patch: (id: string, operations: readonly Patch[]) => apply(id, userChange(operations)),

    /** People are not forgotten: what they did stays on record. They are locked out, and the directory sees them no more. */
    async remove(id: string): Promise<void> {
      const { member } = await get(id);
      if (member.status !== 'disabled') await kernel.run(caller, staff, 'disable', { id });
      await kernel.run(caller, scim, 'noteUser', { memberId: id, isDeleted: true });
    },
  };
}
