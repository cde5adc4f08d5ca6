import { createHash } from 'node:crypto';

export const sandboxCards = ['visa', 'mastercard', 'declined', 'no-funds'] as const;
export type SandboxCard = (typeof sandboxCards)[number];

export interface Card {
  token: string;
  brand: string;
  last4: string;
  expiryMonth: number;
  expiryYear: number;
}
export type Charge = { ok: true; reference: string } | { ok: false; reason: string; reference: string };

/** What takes cards. Numbers never come here: the payer's browser hands them to the gateway and we are given a token. */
export interface CardGateway {
  readonly name: string;
  /** @param key the same key is the same charge, however often it is asked for */
  charge(token: string, amountMinor: number, currency: string, key: string): Promise<Charge>;
}

const known: Record<SandboxCard, { brand: string; last4: string; refusal: string | null }> = {
  visa: { brand: 'Visa', last4: '4242', refusal: null },
  mastercard: { brand: 'Mastercard', last4: '4444', refusal: null },
  declined: { brand: 'Visa', last4: '0002', refusal: 'The bank declined the card.' },
  'no-funds': { brand: 'Visa', last4: '9995', refusal: 'The card has not enough funds.' },
};

/** The token a card of the sandbox is known by. @param id makes tokens of the same card differ */
export const sandboxCard = (card: SandboxCard, id: string, year: number): Card => ({
  token: `sandbox:${card}:${id}`,
  brand: known[card].brand,
  last4: known[card].last4,
  expiryMonth: 12,
  expiryYear: year + 3,
});

/** Charges nobody: which of its four cards it is decides the outcome, and the key decides the reference. */
export const sandboxGateway: CardGateway = {
  name: 'sandbox',
  async charge(token, amountMinor, currency, key) {
    const card = sandboxCards.find((name) => token.startsWith(`sandbox:${name}:`));
    const reference = `sbx_${createHash('sha256').update(`${key}|${amountMinor}|${currency}`).digest('hex').slice(0, 20)}`;
    if (!card) return { ok: false, reason: 'The card is not known to the sandbox.', reference };
    const { refusal } = known[card];
    return refusal ? { ok: false, reason: refusal, reference } : { ok: true, reference };
  },
};
