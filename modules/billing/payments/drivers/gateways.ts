import { AppError } from '#kernel/errors.ts';
import type { paymentProviders } from '../resources.ts';
import type { PaymentGateway } from './driver.ts';
import { sandboxGateway } from './sandbox.ts';

export type GatewayName = Exclude<(typeof paymentProviders)[number], 'manual'>;

let sandboxUrl: string | null = null;
/** Says where the sandbox of this installation is; called once when a process starts. Null: there is none. */
export function offerSandbox(url: string | null): void {
  sandboxUrl = url;
}

/** Gateways that providers of this installation may choose. */
export const offeredGateways = (): GatewayName[] => (sandboxUrl ? ['sandbox'] : []);

/** @throws AppError `not_configured` when this installation does not offer it */
export function gatewayOf(name: GatewayName, key: string): PaymentGateway {
  if (name === 'sandbox' && sandboxUrl) return sandboxGateway(sandboxUrl, key);
  throw new AppError(
    'not_configured',
    'The payment sandbox is not offered by this installation; set DOTMAC_PAYMENT_SANDBOX=1, or choose another way to pay.',
  );
}
