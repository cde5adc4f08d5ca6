import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '#kernel/config.ts';
import { AppError } from '#kernel/errors.ts';

interface Listener {
  setting: string;
  port: number;
  protocol: 'tcp' | 'udp';
}

/** Processes of a start that was killed let go of their ports within this time. */
const patienceMs = 4_000;

function tryPort(host: string, { port, protocol }: Listener): Promise<string | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    if (protocol === 'tcp') {
      const server = createServer();
      server.once('error', failed);
      server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
    } else {
      const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
      socket.once('error', failed);
      socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve(undefined)));
    }
  });
}

async function checkPort(host: string, listener: Listener): Promise<void> {
  const { setting, port, protocol } = listener;
  for (let waitedMs = 0; ; waitedMs += 200) {
    const code = await tryPort(host, listener);
    if (!code) return;
    if (code === 'EACCES')
      throw new AppError(
        'invalid',
        `${setting}: this user may not listen on ${protocol} port ${port}; choose one from 1024 on.`,
        { field: setting },
      );
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new AppError('invalid', `DOTMAC_HOST: ${host} is not an address of this machine.`, {
        field: 'DOTMAC_HOST',
      });
    if (code !== 'EADDRINUSE')
      throw new AppError('unavailable', `${setting}: ${protocol} port ${port} on ${host} cannot be used (${code}).`, {
        field: setting,
      });
    if (waitedMs >= patienceMs)
      throw new AppError(
        'unavailable',
        `${setting}: ${protocol} port ${port} on ${host} is in use by another program; stop that, or set ${setting} to another port.`,
        { field: setting },
      );
    await sleep(200);
  }
}

/** Are all ports of this configuration free? @throws AppError naming the setting of the first that is not */
export async function checkPorts(config: Config): Promise<void> {
  const listeners: Listener[] = [
    { setting: 'DOTMAC_ISP_PORT', port: config.ispPort, protocol: 'tcp' },
    { setting: 'DOTMAC_PLATFORM_PORT', port: config.platformPort, protocol: 'tcp' },
    { setting: 'DOTMAC_RADIUS_AUTH_PORT', port: config.radiusAuthPort, protocol: 'udp' },
    { setting: 'DOTMAC_RADIUS_ACCT_PORT', port: config.radiusAcctPort, protocol: 'udp' },
  ];
  if (config.radsec) listeners.push({ setting: 'DOTMAC_RADSEC_PORT', port: config.radsec.port, protocol: 'tcp' });
  await Promise.all(listeners.map((listener) => checkPort(config.host, listener)));
}
