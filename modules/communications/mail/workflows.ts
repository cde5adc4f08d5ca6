import { isOver, reasonOf, workflow } from '#kernel/durable.ts';
import { AppError } from '#kernel/errors.ts';
import { deliver, mailServer } from '#kernel/mail.ts';
import { mail } from './contract.ts';
import { heldBecause } from './rules.ts';

const attempts = 10;

/** Ten attempts, ten seconds after the first and twice as long each time: about three hours in all. */
export const sendMail = workflow<{ mailId: string }>('send-mail', {
  title: 'Send a mail',
  queue: 'network',
  async run(run, { mailId }) {
    const read = () =>
      run
        .inTenant((ctx) => ctx.call(mail, 'letter', { id: mailId }))
        .catch((error: unknown) => {
          if (error instanceof AppError && error.code === 'not_found') return null;
          throw error;
        });
    const deliverOnce = async () => {
      if (!mailServer()) return { state: 'held' as const, error: heldBecause };
      // Read here and not in a step: what a step returns is kept with the run.
      const letter = await read();
      if (letter?.state !== 'queued') return { state: 'sent' as const, error: null };
      const { to, subject, text, html, fromName, replyTo } = letter;
      try {
        const done = await deliver({
          messageId: `<${mailId}@dotmac>`,
          fromName: fromName || run.tenant.name,
          ...(replyTo ? { replyTo } : {}),
          to,
          subject,
          text,
          html,
        });
        return done.outcome === 'sent'
          ? { state: 'sent' as const, error: null }
          : { state: 'failed' as const, error: done.reason.slice(0, 1000) };
      } catch (error) {
        await run.inTenant((ctx) =>
          ctx.call(mail, 'settle', { id: mailId, state: 'queued', error: reasonOf(error).slice(0, 1000) }),
        );
        throw error;
      }
    };
    const result = await run
      .effect('deliver', deliverOnce, { attempts, intervalSeconds: 10 })
      .catch((error: unknown) => {
        if (isOver(error)) throw error;
        return { state: 'failed' as const, error: reasonOf(error).slice(0, 1000) };
      });
    await run.step('settle', (ctx) => ctx.call(mail, 'settle', { id: mailId, ...result }));
  },
});
