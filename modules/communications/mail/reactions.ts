import { durable } from '#kernel/durable.ts';
import { mailServer } from '#kernel/mail.ts';
import { on } from '#kernel/module.ts';
import { mail } from './contract.ts';
import { heldBecause } from './rules.ts';
import { sendMail } from './workflows.ts';

export const reactions = [
  on(mail, 'mail.queued', 'mail.send', async (ctx, { mailId, customerId }, event) => {
    if (!mailServer()) {
      await ctx.call(mail, 'settle', { id: mailId, state: 'held', error: heldBecause });
      return;
    }
    await durable().start(
      sendMail,
      event.id,
      { tenantId: ctx.tenant.id, mailId },
      { mailId, ...(customerId ? { customerId } : {}) },
    );
  }),
];
