import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { loadConfig } from '#kernel/config.ts';
import { startDurable } from '#kernel/durable.ts';
import { startFeed } from '#kernel/events/feed.ts';
import { startRelay } from '#kernel/events/relay.ts';
import { startHeartbeat } from '#kernel/heartbeat.ts';
import { loadInstallation } from '#kernel/installation.ts';
import { productVersion } from '#kernel/version.ts';
import { offerSandbox } from '#modules/billing/payments/drivers/gateways.ts';
import { apiKeyLookup } from '#modules/identity/api-keys/lookup.ts';
import { subscriberLookup } from '#modules/identity/portal-accounts/lookup.ts';
import { mountScim } from '#modules/identity/scim/http.ts';
import { mountFederation } from '#modules/identity/sign-in-providers/http.ts';
import { createIdentity } from '#modules/identity/staff/auth.ts';
import { visitsOf } from '#modules/identity/visits.ts';
import { startInbox } from '#modules/network/freeradius/inbox.ts';
import { registerAddressMetrics } from '#modules/network/ip-management/metrics.ts';
import { moveForeign } from '#modules/network/radius/aaa/foreign.ts';
import { setInterimInterval } from '#modules/network/radius/aaa/replies.ts';
import { startSealer } from '#modules/platform/audit/sealer.ts';
import { lineSampleRoutes } from '#modules/support/line-checks/samples.ts';
import { managerLookup } from '#modules/tenancy/account-managers/lookup.ts';
import { brandingRoutes } from '#modules/tenancy/branding/http.ts';
import { seedDemo } from '../demo/seed.ts';
import { sandboxPsp } from '../sandbox-psp/server.ts';
import { assemble } from './assemble.ts';
import { paymentCallbacks } from './callbacks.ts';
import { whenStopped } from './process.ts';
import { buildWeb } from './web.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const signals: { poke?: () => void } = {};
const config = loadConfig();
const { pools, kernel, tenants, clock, log } = assemble('server', config, { onEvents: () => signals.poke?.() });

await loadInstallation(pools.system);
const feed = await startFeed(pools.system, log);
const engine = await startDurable(kernel, tenants, config.databaseUrls().system, log);
const relay = startRelay(kernel, pools.system, tenants);
signals.poke = () => {
  feed.poke();
  relay.poke();
};
const identity = createIdentity({
  config,
  kernel,
  tenants,
  apiKeys: apiKeyLookup({ pools, clock }),
  managers: managerLookup(pools.system, kernel.registry.permissions),
  visits: visitsOf(kernel, tenants),
  subscribers: subscriberLookup(pools),
});
const sealer = startSealer(pools, log);
registerAddressMetrics(kernel, tenants);
// What FreeRADIUS is told must be what the engine's own process says.
setInterimInterval(config.radiusInterimSeconds);
const inbox = startInbox({ pool: pools.system, log, nowMs: clock.nowMs, move: moveForeign });
feed.listen((event) => {
  if (event.name.startsWith('tenant.')) tenants.forget();
  kernel.gates.forget(event);
  // Others read the settings before the realms, which are opened anew with them.
  if (event.name === 'setting.changed')
    loadInstallation(pools.system).then(
      () => identity.forget(event),
      (error) => log.error({ err: error }, 'the settings could not be read again'),
    );
  else identity.forget(event);
});

const mountPayments = async (app: FastifyInstance) => {
  await app.register(paymentCallbacks, { kernel, tenants });
  if (config.paymentSandbox)
    await app.register(sandboxPsp, {
      file: join(config.dataDir, 'payment-sandbox.sqlite'),
      publicUrl: config.ispUrl,
      callbackOrigins: [new URL(config.ispUrl).origin],
    });
};
offerSandbox(config.paymentSandbox ? config.ispUrl : null);

const ports = [
  { which: 'isp', port: config.ispPort, app: 'isp-ops' },
  { which: 'platform', port: config.platformPort, app: 'platform-admin' },
] as const;
const webs = await Promise.all(
  ports.map(async ({ which, port, app }) => {
    const dist = join(root, 'apps', app, 'dist');
    if (!existsSync(dist)) log.warn({ app }, 'the web app is not built; only the API is served');
    const web = await buildWeb({
      which,
      kernel,
      feed,
      system: pools.system,
      identify: identity.identify,
      mountIdentity: (fastify) => {
        identity.mount(fastify, which);
        if (which !== 'isp') return;
        mountFederation(fastify, { kernel, tenants, baseUrl: config.ispUrl, enter: identity.enterVouched });
        mountScim(fastify, { kernel, tenants, baseUrl: config.ispUrl });
      },
      dist,
      ...(which === 'isp'
        ? {
            portalDist: join(root, 'apps/customer-portal/dist'),
            mountMore: async (fastify: FastifyInstance) => {
              brandingRoutes(fastify, { kernel, tenants, identify: identity.identify });
              lineSampleRoutes(fastify, { identify: identity.identify, clock });
              await mountPayments(fastify);
            },
          }
        : {}),
      log,
      version: productVersion,
      graphDocuments: config.graphDocuments,
    });
    await web.listen({ port, host: config.host });
    return web;
  }),
);

if (config.demo) {
  // Behind the open doors: whoever is early watches the provider grow.
  seedDemo({ config, kernel, tenants, clock, log }, relay).catch((error) =>
    log.error({ err: error }, 'the demo could not be completed'),
  );
}

const heartbeat = startHeartbeat(pools.system, log, ['api', 'worker'], productVersion);

whenStopped(log, async () => {
  await heartbeat.stop();
  await Promise.all(webs.map((web) => web.close()));
  await relay.stop();
  await Promise.all([sealer.stop(), inbox.stop()]);
  await engine.stop();
  await kernel.gates.stop();
  await feed.stop();
  await pools.end();
});
