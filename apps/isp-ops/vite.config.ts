import { consoleConfig } from '../../ui/vite.ts';

export default consoleConfig({
  root: import.meta.dirname,
  port: 5173,
  serverPort: process.env['DOTMAC_ISP_PORT'] ?? '3000',
});
