import { join } from 'node:path';
import { consoleConfig } from '../../ui/vite.ts';

export default consoleConfig({
  root: import.meta.dirname,
  port: 5175,
  serverPort: process.env['DOTMAC_ISP_PORT'] ?? '3000',
  base: '/customer-portal/',
  publicDir: join(import.meta.dirname, 'public'),
});
