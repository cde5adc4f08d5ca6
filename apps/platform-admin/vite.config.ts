import { consoleConfig } from '../../ui/vite.ts';

export default consoleConfig({ root: import.meta.dirname, port: 5174, server: 'http://127.0.0.1:3001' });
