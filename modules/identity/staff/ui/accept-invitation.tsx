import { useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { callsFor } from '#kernel/client.ts';
import { ButtonLink } from '#ui/base/button.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { PasswordField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useGo } from '#ui/page/url.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { BareFrame } from '#ui/session/bare-frame.tsx';
import { type Realm, signIn } from '#ui/session/session.ts';
import { sessionOptions } from '#ui/session/session-provider.tsx';
import { useApp } from '#ui/shell/shell-context.tsx';
import { staff } from '../contract.ts';

const calls = { isp: callsFor(staff, 'isp'), platform: callsFor(staff, 'platform') };
export interface Offer {
  email: string;
  name: string;
  tenantName: string;
  hasAccount: boolean;
}

export interface InvitationCalls {
  offer(token: string): Promise<Offer>;
  accept(input: { token: string; name: string; password: string }): Promise<unknown>;
}

/** The page behind an invitation's link into a staff console. */
export function AcceptStaffInvitation({ realm }: { realm: 'isp' | 'platform' }) {
  return (
    <AcceptInvitation
      realm={realm}
      calls={{
        offer: (token) => calls[realm].invitation({ token }),
        accept: (input) => calls[realm].acceptInvitation(input),
      }}
    />
  );
}

/** An invitation's link, whoever's: a name, a password, and in. */
export function AcceptInvitation({ realm, calls: of }: { realm: Realm; calls: InvitationCalls }) {
  const { name, base = '' } = useApp();
  const token = new URLSearchParams(window.location.search).get('token') ?? '';
  const offer = useQuery({
    queryKey: ['invitation', realm, token],
    queryFn: () => of.offer(token),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (offer.isError)
    return (
      <BareFrame name={name} title="This invitation cannot be used">
        <EmptyState
          className="px-0 py-2"
          title={toProblem(offer.error).message}
          action={
            <ButtonLink to={`${base}/login`} variant="primary">
              Sign in
            </ButtonLink>
          }
        >
          Whoever invited you can send it again. If you accepted it already, sign in.
        </EmptyState>
      </BareFrame>
    );
  if (!offer.data)
    return (
      <BareFrame name={name} title="Your invitation">
        <Skeleton.Lines />
      </BareFrame>
    );
  return <AcceptForm realm={realm} token={token} offer={offer.data} calls={of} />;
}

const input = z.object({
  name: z.string().trim().min(1, 'A name is needed.').max(100),
  password: z.string().min(12, 'At least 12 characters.').max(128, 'At most 128 characters.'),
});

interface AcceptFormProps {
  realm: Realm;
  token: string;
  offer: Offer;
  calls: InvitationCalls;
}

function AcceptForm({ realm, token, offer, calls: of }: AcceptFormProps) {
  const { name, home, base = '' } = useApp();
  const client = useQueryClient();
  const go = useGo();
  const form = useZodForm(input, { defaultValues: { name: offer.name, password: '' } });
  return (
    <BareFrame
      name={name}
      title={`Welcome to ${offer.tenantName}`}
      lead={
        offer.hasAccount
          ? `${offer.email} has an account already. Its password adds ${offer.tenantName} to it.`
          : `Choose a password for ${offer.email}.`
      }
    >
      <Form
        form={form}
        frame="plain"
        submitLabel={offer.hasAccount ? 'Join and enter' : 'Set password and enter'}
        onSubmit={async (values) => {
          await of.accept({ token, ...values });
          const next = await signIn(realm, offer.email, values.password);
          // A second factor is asked for where one signs in.
          if (next === 'second-factor') return go(`${base}/login`, { replace: true });
          await client.fetchQuery({ ...sessionOptions(realm), staleTime: 0 });
          return go(home, { replace: true });
        }}
      >
        <FieldGrid columns={1}>
          <TextField control={form.control} name="name" label="Your name" autoComplete="name" />
          <PasswordField
            control={form.control}
            name="password"
            label={offer.hasAccount ? 'Your password' : 'New password'}
            {...(offer.hasAccount ? {} : { help: '12 characters or more; a few words are easy to keep.' })}
            autoComplete={offer.hasAccount ? 'current-password' : 'new-password'}
          />
        </FieldGrid>
      </Form>
    </BareFrame>
  );
}
