import { PlanRequestPart } from '#modules/billing/plan-requests/ui/customer/request-panel.tsx';
import { usePortalFormat } from '#ui/portal/format.ts';
import { Facts, Loaded, Panel, Tag, Title } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { type Home, useHome } from './portal-api.ts';

const tones: Record<Home['services'][number]['status'], string> = {
  pending: 'info',
  active: 'ok',
  suspended: 'warn',
  cancelled: 'neutral',
  failed: 'bad',
};

export default function ServicePage() {
  const say = useWords();
  const format = usePortalFormat();
  const home = useHome();
  return (
    <>
      <Title back="/customer-portal">{say('service.title')}</Title>
      <Loaded query={home}>
        {({ services, connection }) => (
          <>
            {services.length === 0 && <Panel>{say('service.none')}</Panel>}
            {services.map((service) => (
              <Panel key={service.id} title={service.planName}>
                <Facts
                  rows={[
                    [
                      say('service.status'),
                      <Tag key="status" tone={tones[service.status]}>
                        {say(`status.${service.status}`)}
                      </Tag>,
                    ],
                    [
                      say('service.speed'),
                      `${format.bps(service.downloadKbps * 1000)} ${say('home.down')} / ${format.bps(service.uploadKbps * 1000)} ${say('home.up')}`,
                    ],
                    [
                      say('service.price'),
                      `${format.money(service.priceMinor, service.currency)} ${say(`cycle.${service.cycle}`)}`,
                    ],
                    [say('service.number'), service.number],
                    [say('service.address'), connection?.ipAddress],
                    [say('service.prefix'), connection?.ipv6Prefix],
                  ]}
                />
                <PlanRequestPart subscriptionId={service.id} planName={service.planName} />
              </Panel>
            ))}
          </>
        )}
      </Loaded>
    </>
  );
}
