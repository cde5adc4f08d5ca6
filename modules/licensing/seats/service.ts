import { eq } from 'drizzle-orm';
import { implement } from '#kernel/context.ts';
import { conflict, invalid, notFound } from '#kernel/errors.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { licensingAccounts } from '#modules/licensing/accounts/contract.ts';
import { licensingCatalogue, seatNames } from '#modules/licensing/catalogue/contract.ts';
import { licensingSeats } from './contract.ts';
import { isEnough } from './rules.ts';
import { everybody, give, grantsByRole, neededBy, settle, stock } from './seating.ts';
import { accountSeat as seat } from './tables.ts';

export const service = implement(licensingSeats, {
  async stock(ctx) {
    const { items } = await ctx.call(licensingCatalogue, 'addons', {});
    return { items: await stock(ctx, items) };
  },

  async list(ctx) {
    const people = await everybody(ctx);
    const [grants, seats] = await Promise.all([grantsByRole(ctx), ctx.db.select().from(seat)]);
    const held = new Map(seats.map((s) => [s.memberId, s]));
    return {
      items: people.map((person) => {
        const own = held.get(person.id);
        return {
          memberId: person.id,
          name: person.name,
          email: person.email,
          memberStatus: person.status,
          roleNames: person.roleNames,
          needs: neededBy(person.roleIds, grants),
          type: own?.type ?? null,
          status: own?.status ?? ('none' as const),
          givenBy: own?.givenBy ?? null,
          changedAt: own?.changedAt ?? null,
        };
      }),
    };
  },

  async assign(ctx, { memberId, type }) {
    const member = await ctx.call(staff, 'getUser', { id: memberId });
    if (member.status === 'disabled') throw conflict(`${member.name} is locked out; let them in again first.`);
    const { seats } = await ctx.call(licensingAccounts, 'snapshot', {});
    if (!seats) throw conflict('There is no contract with seats; everybody may work.');
    const needs = neededBy(member.roleIds, await grantsByRole(ctx));
    if (!isEnough(type, needs))
      throw invalid(
        `${member.name}’s roles need ${needs === 'admin' ? 'an' : needs === 'operator' ? 'an' : 'a'} ${seatNames[needs]} seat; change their roles first.`,
        'type',
      );
    await give(ctx, memberId, type, true);
    await ctx.emit('seat.changed', { memberId });
  },

  async revoke(ctx, { memberId }) {
    const [own] = await ctx.db.select().from(seat).where(eq(seat.memberId, memberId)).for('update');
    if (own?.status !== 'held') throw own ? conflict('This seat was revoked already.') : notFound('seat');
    const held = await ctx.db.select().from(seat).where(eq(seat.type, 'admin'));
    if (own.type === 'admin' && held.filter((s) => s.status === 'held').length === 1)
      throw conflict('This is the last Admin seat in use; give a colleague one first.');
    await ctx.db
      .update(seat)
      .set({ status: 'revoked', givenBy: ctx.actor.name, changedAt: ctx.nowIso })
      .where(eq(seat.memberId, memberId));
    await ctx.emit('seat.changed', { memberId });
    ctx.changed({
      type: 'seat',
      id: memberId,
      before: { status: 'held', type: own.type },
      after: { status: 'revoked' },
    });
  },

  async withheld(ctx) {
    const items = await ctx.db.select({ memberId: seat.memberId }).from(seat).where(eq(seat.status, 'revoked'));
    return { items };
  },

  async settle(ctx, { memberId, strict }) {
    if (await settle(ctx, memberId, strict)) await ctx.emit('seat.changed', { memberId });
  },

  async settleAll(ctx) {
    const [any] = await ctx.db.select({ memberId: seat.memberId }).from(seat).limit(1);
    if (any) return;
    for (const { id, status } of await everybody(ctx))
      if (status !== 'disabled' && (await settle(ctx, id, false))) await ctx.emit('seat.changed', { memberId: id });
  },
});
