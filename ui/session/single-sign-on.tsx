import { useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { useT } from '#ui/i18n/i18n.ts';

interface Offered {
  name: string;
  startUrl: string;
}

/** Why the sign-in of a company did not let somebody in, as the server has just said. */
export const singleSignOnRefusal = (): string | null => {
  const said = /(?:^|;\s*)dotmac-sso-said=([^;]*)/.exec(document.cookie)?.[1];
  return said ? decodeURIComponent(said) : null;
};

async function offeredTo(email: string): Promise<Offered[]> {
  const answer = await fetch(`/api/auth/isp/sso?${new URLSearchParams({ email })}`);
  return answer.ok ? ((await answer.json()) as { items: Offered[] }).items : [];
}

/** The way to the sign-in of one's company: straight there when there is one, a choice when there are several. */
export function SingleSignOn({ email, next }: { email: string; next: string }) {
  const t = useT();
  const [found, setFound] = useState<Offered[] | null>(null);
  const [pending, setPending] = useState(false);
  const to = ({ startUrl }: Offered) => `${startUrl}?${new URLSearchParams({ next })}`;
  const look = async () => {
    setPending(true);
    const offered = email.includes('@') ? await offeredTo(email.trim()).catch(() => []) : [];
    if (offered.length === 1) window.location.assign(to(offered[0]!));
    else setFound(offered);
    setPending(false);
  };
  return (
    <div className="mt-3 flex flex-col gap-2">
      <Button type="button" size="lg" className="w-full" pending={pending} onClick={look}>
        {t('login.sso')}
      </Button>
      {found?.length === 0 && <Callout tone="info" title={t('login.ssoNone')} />}
      {found?.map((offered) => (
        <Button
          key={offered.startUrl}
          type="button"
          className="w-full"
          onClick={() => window.location.assign(to(offered))}
        >
          {offered.name}
        </Button>
      ))}
    </div>
  );
}
