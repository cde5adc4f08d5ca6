import { Laptop, Smartphone, Terminal } from 'lucide-react';
import { deviceOf } from '#kernel/identity/device.ts';
import { Mono } from '#ui/base/copy.tsx';
import type { factors } from '../contract.ts';

const icons = { computer: Laptop, phone: Smartphone, program: Terminal };
export const factorWords: Record<(typeof factors)[number], string> = {
  password: 'Password',
  totp: 'Password and app',
  recovery: 'Recovery code',
  passkey: 'Passkey',
  provider: 'Sign-in provider',
};
/** `Europe/Berlin` as a place: Berlin. */
export const placeName = (zone: string | null) => zone?.split('/').at(-1)?.replaceAll('_', ' ') ?? null;

export function DeviceName({ userAgent }: { userAgent: string | null }) {
  const { kind, name } = deviceOf(userAgent);
  const Icon = icons[kind];
  return (
    <span className="inline-flex items-center gap-2" title={userAgent ?? undefined}>
      <Icon aria-hidden className="size-4 text-ink-3" />
      {name}
    </span>
  );
}

/** Where somebody was: the address, and the time zone that the browser told. */
export const Whereabouts = ({ ipAddress, place }: { ipAddress: string | null; place: string | null }) => (
  <span className="inline-flex flex-wrap items-baseline gap-x-2">
    {ipAddress ? <Mono>{ipAddress}</Mono> : '—'}
    {place && (
      <span className="text-sm text-ink-3" title={`The browser’s time zone: ${place}`}>
        {placeName(place)}
      </span>
    )}
  </span>
);
