import { desc } from 'drizzle-orm';
import { implement } from '#kernel/context.ts';
import {
  createAccount,
  listAccounts,
  removeAccount,
  revealPassword,
  setAccountSpeed,
  setAccountState,
} from './accounts.ts';
import { answerCoa, disconnect, listCoa, openCoa } from './coa.ts';
import { radius } from './contract.ts';
import { createNas, listNas, removeNas, updateNas } from './nas-devices.ts';
import { listAuthLog, listSessions } from './sessions.ts';
import { aaaNode } from './tables.ts';
import { figures, usage } from './usage.ts';

export const service = implement(radius, {
  listNas,
  createNas,
  updateNas,
  removeNas: (ctx, { id }) => removeNas(ctx, id),

  listAccounts,
  revealPassword: (ctx, { id }) => revealPassword(ctx, id),
  createAccount,
  removeAccount: (ctx, { subscriptionId }) => removeAccount(ctx, subscriptionId),
  setAccountState,
  setAccountSpeed,

  listSessions,
  authLog: listAuthLog,
  disconnect,
  listCoa,
  openCoa,
  answerCoa,

  usage,
  metrics: figures,
  async servers(ctx) {
    const nodes = await ctx.db.select().from(aaaNode).orderBy(desc(aaaNode.seenAt)).limit(50);
    return {
      items: nodes.map(({ node, authPort, acctPort, startedAt, seenAt, backlogBytes }) => ({
        id: node,
        authPort,
        acctPort,
        startedAt,
        seenAt,
        backlogBytes,
      })),
    };
  },
});
