import { join } from 'node:path';
import { mergeConfig } from 'vite';
import { consoleConfig } from '../../ui/vite.ts';

export default mergeConfig(
  consoleConfig({
    root: import.meta.dirname,
    port: 5175,
    serverPort: process.env['DOTMAC_ISP_PORT'] ?? '3000',
    base: '/customer-portal/',
    publicDir: join(import.meta.dirname, 'public'),
  }),
  { resolve: { alias: [{ find: /^zod$/, replacement: join(import.meta.dirname, '../../ui/portal/no-schemas.ts') }] } },
);
