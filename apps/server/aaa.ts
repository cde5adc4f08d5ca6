import { createServer } from 'node:http';
import path from 'node:path';
import { systemClock } from '#kernel/clock.ts';
import { loadConfig } from '#kernel/config.ts';
import { openPool } from '#kernel/db/pools.ts';
import { startHeartbeat } from '#kernel/heartbeat.ts';
import { createLog } from '#kernel/log.ts';
import { metrics } from '#kernel/metrics.ts';
import { envelopeSecrets } from '#kernel/secrets.ts';
import { productVersion } from '#kernel/version.ts';
import { startEngine } from '#modules/network/radius/aaa/engine.ts';
import { whenStopped } from './process.ts';

// RADIUS in a process of its own, so that nothing the consoles do can delay a login.
const config = loadConfig();
const log = createLog('aaa', config.logLevel);
const { aaaProcess, aaaProcesses } = config;
const engine = await startEngine({
  // Each process has a spool and a snapshot of its own.
  directory: path.join(config.dataDir, aaaProcess === 1 ? 'aaa' : `aaa-${aaaProcess}`),
  host: config.host,
  authPort: config.radiusAuthPort,
  acctPort: config.radiusAcctPort,
  databaseUrl: config.databaseUrls().system,
  secrets: envelopeSecrets(config.masterKey()),
  clock: systemClock,
  log,
  logLevel: config.logLevel,
  interimSeconds: config.radiusInterimSeconds,
  ...(config.radsec ? { radsec: config.radsec } : {}),
  rejectDelayMs: config.radiusRejectDelayMs,
  reusePort: aaaProcesses > 1,
});

/** Only for this machine: what it shows names no subscriber, but it is nobody else's business. */
const page = createServer((request, response) => {
  if (request.url !== '/metrics') {
    response.writeHead(404).end();
    return;
  }
  metrics.metrics().then(
    (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
    (error) => {
      log.error({ err: error }, 'metrics could not be shown');
      response.writeHead(500).end();
    },
  );
});
page.on('error', (error) =>
  log.warn({ err: error }, 'metrics of the RADIUS process are not shown; set DOTMAC_AAA_METRICS_PORT to a free port'),
);
page.listen(config.aaaMetricsPort === 0 ? 0 : config.aaaMetricsPort + aaaProcess - 1, '127.0.0.1');

const heartbeatPool = openPool(config.databaseUrls().system, { name: 'dotmac aaa heartbeat', max: 1 });
const heartbeat = startHeartbeat(heartbeatPool, log, ['aaa'], productVersion);

log.info({ authPort: engine.authPort, acctPort: engine.acctPort, host: config.host }, 'RADIUS is answered');
whenStopped(log, async () => {
  page.close();
  page.closeAllConnections();
  await engine.stop();
  await heartbeat.stop();
  await heartbeatPool.end();
});
