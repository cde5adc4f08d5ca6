import { expect, test } from 'vitest';
import { staff } from '#modules/identity/staff/contract.ts';
import { testIdentity } from '#modules/identity/testing.ts';
import { modules } from '#modules/list.ts';
import { teams } from './contract.ts';

const t = await testIdentity(modules);
const password = 'correct horse battery';
const add = (name: string) =>
  t.asSystem(staff, 'addMember', { email: `${name}@alpha.test`.toLowerCase(), name, role: 'care', password });

test('a team has a name of its own, a lead who belongs to it, and colleagues of this provider only', async () => {
  const [ada, ben] = [await add('Ada'), await add('Ben')];
  const field = { name: 'Field', memberIds: [ada.id, ben.id], leadId: ben.id, colour: 'ok' as const };
  const made = await t.run(teams, 'create', field);
  expect(made).toMatchObject({ leadId: ben.id, members: [{ name: 'Ada' }, { name: 'Ben' }] });
  await expect(t.run(teams, 'create', { name: 'FIELD' })).rejects.toMatchObject({ code: 'conflict', field: 'name' });
  await expect(t.run(teams, 'update', { ...field, id: made.id, memberIds: [ada.id] })).rejects.toMatchObject({
    code: 'invalid',
    field: 'leadId',
  });
  const beta = t.as({ tenant: t.beta });
  await expect(t.run(teams, 'create', { name: 'X', memberIds: [ada.id] }, beta)).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(t.run(teams, 'remove', { id: made.id }, beta)).rejects.toMatchObject({ code: 'not_found' });
  const changed = await t.run(teams, 'update', { id: made.id, name: 'Field north', memberIds: [ada.id] });
  expect(changed).toMatchObject({ name: 'Field north', leadId: null, members: [{ name: 'Ada' }] });
  await t.run(teams, 'remove', { id: made.id });
  expect((await t.run(teams, 'list', {})).items).toEqual([]);
});
