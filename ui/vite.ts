import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export interface ConsoleConfig {
  root: string;
  /** Port of the dev server. */
  port: number;
  /** Local port of the DotMac door whose `/api` the dev server passes on. */
  serverPort: string;
  /** Path it is served under. Default `/`. */
  base?: string;
  /** Files served as they are. Default: those the consoles share. */
  publicDir?: string;
}

/** One build for all web apps: same plugins, output in `dist/`. */
export const consoleConfig = ({ root, port, serverPort, base = '/', publicDir }: ConsoleConfig) =>
  defineConfig({
    root,
    base,
    publicDir: publicDir ?? join(import.meta.dirname, 'public'),
    cacheDir: join(root, '../../node_modules/.vite', root.split('/').at(-1) ?? 'app'),
    plugins: [react(), tailwindcss()],
    server: {
      port,
      strictPort: true,
      fs: { allow: [join(root, '../..')] },
      proxy: { '/api': { target: `http://127.0.0.1:${serverPort}`, changeOrigin: false } },
    },
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      target: 'es2023',
      reportCompressedSize: false,
      chunkSizeWarningLimit: 700,
    },
  });
