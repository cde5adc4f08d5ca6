import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { View } from '#kernel/contract/fields.ts';
import type { RadiusAccount } from '#modules/network/radius/contract.ts';
import { accountStateNames, whyNotReveal } from '#modules/network/radius/rules.ts';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button, ButtonLink } from '#ui/base/button.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Bps } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { useLogins } from './customer-queries.ts';
import { RevealPassword } from './reveal-password.tsx';

type Login = View<typeof RadiusAccount, 'isp'>;

/** How the subscriber's router signs in, and with what speed. */
export function LoginsCard({ customerId, className }: { customerId: string; className: string }) {
  const logins = useLogins(customerId);
  const reveal = useCan('network.radius-password:read');
  const [asked, setAsked] = useState<Login | undefined>();
  return (
    <>
      <QueryCard title="RADIUS login" query={logins} className={className}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={<KeyRound />} title="No login" className="py-6">
              Provisioning makes one when a plan is sold.
            </EmptyState>
          ) : (
            items.map((login) => (
              <div key={login.id} className="border-t border-line py-2 first:border-t-0 first:pt-0">
                <DescriptionList
                  items={[
                    { term: 'Username', value: <CopyText text={login.username} mono /> },
                    {
                      term: 'State',
                      value: (
                        <StatusChip
                          status={login.state}
                          tones={{
                            active: ['ok', accountStateNames.active],
                            suspended: ['warn', accountStateNames.suspended],
                            disabled: ['neutral', accountStateNames.disabled],
                          }}
                        />
                      ),
                    },
                    { term: 'Refused with', value: login.rejectMessage, hideEmpty: true },
                    {
                      term: 'Speed',
                      value: (
                        <>
                          <Bps bps={login.downloadKbps * 1000} /> / <Bps bps={login.uploadKbps * 1000} />
                        </>
                      ),
                    },
                    { term: 'Sessions at once', value: login.simultaneousUse },
                  ]}
                />
                <div className="mt-2 flex flex-wrap gap-2">
                  <Button
                    size="sm"
                    reason={reveal.reason ?? whyNotReveal(login) ?? undefined}
                    onClick={() => setAsked(login)}
                  >
                    Show password
                  </Button>
                  <ButtonLink size="sm" to={`/dashboard/radius/subscribers/${login.id}`}>
                    Open login
                  </ButtonLink>
                  <ButtonLink size="sm" to={`/dashboard/radius/subscribers/${login.id}/diagnostics`}>
                    Diagnose
                  </ButtonLink>
                </div>
              </div>
            ))
          )
        }
      </QueryCard>
      <RevealPassword login={asked} open={asked !== undefined} onOpenChange={(open) => !open && setAsked(undefined)} />
    </>
  );
}
