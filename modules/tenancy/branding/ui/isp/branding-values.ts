import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { type BrandImage, type Branding, branding } from '../../contract.ts';

export const brandingApi = clientFor(branding, 'isp');
export type BrandingView = View<typeof Branding, 'isp'>;

export const imageWords: Record<BrandImage, { label: string; help: string; accept: string }> = {
  logoLight: {
    label: 'Logo on light pages',
    help: 'PNG, JPEG, WebP or SVG, up to 256 KB. Wide ones look best. PNG and JPEG are also printed on documents.',
    accept: 'image/png,image/jpeg,image/webp,image/svg+xml',
  },
  logoDark: {
    label: 'Logo on dark pages',
    help: 'Where there is none, the one above is taken.',
    accept: 'image/png,image/jpeg,image/webp,image/svg+xml',
  },
  favicon: {
    label: 'Icon',
    help: 'Square, up to 64 KB: in browser tabs, and on the home screen of who installs the portal.',
    accept: 'image/png,image/webp,image/svg+xml,image/x-icon',
  },
};

export async function base64Of(file: File): Promise<string> {
  const octets = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < octets.length; at += 8192) text += String.fromCharCode(...octets.subarray(at, at + 8192));
  return btoa(text);
}
