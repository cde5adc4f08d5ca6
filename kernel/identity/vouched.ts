import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';

/**
 * A session for an account that somebody else has vouched for: a sign-in provider whose answer was verified. The endpoint
 * has no path, so that only this server can call it.
 */
export const vouched = () => ({
  id: 'vouched',
  endpoints: {
    signInVouched: createAuthEndpoint({ method: 'POST', body: z.object({ userId: z.string() }) }, async (context) => {
      const { internalAdapter } = context.context;
      const user = await internalAdapter.findUserById(context.body.userId);
      if (!user) throw new APIError('NOT_FOUND', { message: 'There is no such account.' });
      const session = await internalAdapter.createSession(user.id, false);
      await setSessionCookie(context, { session, user });
      return context.json({ sessionId: session.id });
    }),
  },
});
