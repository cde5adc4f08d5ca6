import { consoleConfig } from '../../ui/vite.ts';

export default consoleConfig({
  root: import.meta.dirname,
  port: 5174,
  serverPort: process.env['DOTMAC_PLATFORM_PORT'] ?? '3001',
});
