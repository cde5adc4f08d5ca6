import { desc } from 'drizzle-orm';
import { implement } from '#kernel/context.ts';
import { restrictAccount, setAccountSpeed, setAccountSpeeds, speedReach } from './account-speed.ts';
import {
  accountsOf,
  createAccount,
  getAccount,
  listAccounts,
  removeAccount,
  revealPassword,
  setAccountState,
} from './accounts.ts';
import { changeSessionSpeed, disconnect, listCoa, openCoa } from './coa.ts';
import { answerCoa, answerCoas } from './coa-answer.ts';
import { followUpCoa } from './coa-follow-up.ts';
import { coaTargets } from './coa-target.ts';
import { radius } from './contract.ts';
import { diagnostics } from './diagnostics.ts';
import { connectionsOf, devicesOf } from './lines-of.ts';
import { addressUses, lineLogins, setAddresses } from './login-addresses.ts';
import { deleteAccount, disableAccount, enableAccount, setPassword, updateAccount } from './logins.ts';
import { loginNames, logins, nasHealth, refusals } from './monitor.ts';
import { createNas, getNas, listNas, removeNas, updateNas } from './nas-devices.ts';
import { getPolicy, rekeepPasswords, updatePolicy } from './policy.ts';
import { presumeGone } from './presume.ts';
import { answerProbe, listProbes, probeNas } from './probes.ts';
import { answers, nasSecrets } from './replica.ts';
import { sessionPolicyOf, updateSessionPolicy } from './session-policy.ts';
import { getSession, listAuthLog, listSessions, sessionsOf } from './sessions.ts';
import { aaaNode } from './tables.ts';
import { testLogin } from './test-login.ts';
import { figures, subscriptionTraffic, usage } from './usage.ts';

export const service = implement(radius, {
  listNas,
  getNas: (ctx, { id }) => getNas(ctx, id),
  createNas,
  updateNas,
  removeNas: (ctx, { id }) => removeNas(ctx, id),

  logins,
  refusals,
  nasHealth,
  probeNas: (ctx, { id }) => probeNas(ctx, id),
  listProbes: (ctx, { id }) => listProbes(ctx, id),
  answerProbe,
  loginNames: (ctx, { ids }) => loginNames(ctx, ids),

  listAccounts,
  accountsOf,
  revealPassword: (ctx, { id }) => revealPassword(ctx, id),
  createAccount,
  removeAccount: (ctx, { subscriptionId }) => removeAccount(ctx, subscriptionId),
  setAccountState,
  setAccountSpeed,
  getAccount: (ctx, { id }) => getAccount(ctx, id),
  updateAccount,
  setPassword,
  disableAccount,
  enableAccount: (ctx, { id }) => enableAccount(ctx, id),
  deleteAccount: (ctx, { id }) => deleteAccount(ctx, id),

  diagnostics,
  testLogin,
  getPolicy,
  updatePolicy,
  rekeepPasswords,

  lineLogins,
  addressUses,
  setAddresses,
  setAccountSpeeds,
  restrictAccount,
  speedReach,

  listSessions,
  sessionsOf,
  connectionsOf,
  devicesOf,
  getSession: (ctx, { id }) => getSession(ctx, id),
  authLog: listAuthLog,
  disconnect,
  changeSessionSpeed,
  listCoa,
  openCoa,
  coaTargets,
  answerCoa,
  answerCoas,
  followUpCoa,
  presumeGone,
  sessionPolicy: (ctx) => sessionPolicyOf(ctx),
  updateSessionPolicy,

  answers,
  nasSecrets,

  usage,
  subscriptionTraffic,
  metrics: figures,
  async servers(ctx) {
    const nodes = await ctx.db.select().from(aaaNode).orderBy(desc(aaaNode.seenAt)).limit(50);
    return {
      items: nodes.map(
        ({
          node,
          segment: _segment,
          offset: _offset,
          testPort: _port,
          testSecret: _secret,
          interimSeconds: _,
          ...server
        }) => ({
          id: node,
          ...server,
        }),
      ),
    };
  },
});
