import { useState } from 'react';
import { callsFor } from '#kernel/client.ts';
import { Button, ButtonLink } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { BareFrame } from '#ui/session/bare-frame.tsx';
import { useAttempt } from '#ui/session/use-attempt.ts';
import { useApp } from '#ui/shell/shell-context.tsx';
import { signIns } from '../contract.ts';

const calls = { isp: callsFor(signIns, 'isp'), platform: callsFor(signIns, 'platform') };

/** The page behind the link that proves an address. It asks for a click: programs that read mail open links too. */
export function ConfirmEmail({ realm }: { realm: 'isp' | 'platform' }) {
  const { name, home } = useApp();
  const token = new URLSearchParams(window.location.search).get('token') ?? '';
  const [proven, setProven] = useState<string | null>(null);
  const { pending, problem, attempt } = useAttempt();
  const confirm = () =>
    attempt(async () => {
      setProven((await calls[realm].confirmEmail({ token })).email);
    });
  if (proven)
    return (
      <BareFrame name={name} title="Your address is confirmed" lead={`From now on you sign in with ${proven}.`}>
        <ButtonLink to={home} variant="primary" size="lg" className="w-full">
          Go on
        </ButtonLink>
      </BareFrame>
    );
  return (
    <BareFrame name={name} title="Confirm your e-mail" lead="Then this is the address you sign in with.">
      {problem && <Callout tone="bad" className="mb-4" title={problem.message} />}
      <Button variant="primary" size="lg" className="w-full" pending={pending} onClick={() => void confirm()}>
        Confirm this address
      </Button>
    </BareFrame>
  );
}
