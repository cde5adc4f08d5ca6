/** A card as a gateway tells of it; the token is the gateway's and of no use to anybody else. */
export interface GatewayCard {
  token: string;
  brand: string;
  lastFour: string;
  expiryMonth: number;
  expiryYear: number;
}

/** How a checkout or charge stands at the gateway. */
export interface Outcome {
  state: 'pending' | 'succeeded' | 'failed' | 'cancelled';
  /** What the gateway took, or would take. */
  amountMinor: number;
  currency: string;
  /** The gateway's own number. */
  reference: string;
  reason: string | null;
  card: GatewayCard | null;
}

export interface CheckoutRequest {
  /** Ours; asked for again with it, the gateway opens no second page. */
  id: string;
  /** `setup` keeps a card and takes nothing. */
  mode: 'payment' | 'setup';
  amountMinor: number;
  currency: string;
  description: string;
  merchantName: string;
  returnUrl: string;
  callbackUrl: string;
  saveCard: boolean;
}
export interface Checkout {
  url: string;
  expiresAt: string;
}

/**
 * One way to take money through others. Every call may be repeated with the same id and then changes nothing; a call throws
 * AppError `unavailable` when the gateway does not answer, and then nothing is known.
 */
export interface PaymentGateway {
  open(request: CheckoutRequest): Promise<Checkout>;
  /** Null: the gateway has never heard of it. */
  inquire(id: string): Promise<Outcome | null>;
  charge(request: { id: string; token: string; amountMinor: number; currency: string }): Promise<Outcome>;
  /** @param request.of id of the payment; @returns the gateway's number, or why it refuses */
  refund(request: {
    id: string;
    of: string;
    amountMinor: number;
  }): Promise<{ reference: string } | { refused: string }>;
  forget(token: string): Promise<void>;
  /**
   * Reads a callback.
   * @throws AppError `forbidden` when it was not signed with our key, or too long ago
   */
  read(body: string, signature: string, nowMs: number): { id: string; outcome: Outcome };
}
