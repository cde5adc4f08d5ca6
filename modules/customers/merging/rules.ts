/** Rows by table, as people call them; what is not named is part of something that is. */
export const movesWords: readonly (readonly [table: string, one: string, many: string])[] = [
  ['subscription', 'subscription', 'subscriptions'],
  ['invoice', 'invoice', 'invoices'],
  ['payment', 'payment', 'payments'],
  ['credit_note', 'credit', 'credits'],
  ['payment_method', 'payment method', 'payment methods'],
  ['ticket', 'ticket', 'tickets'],
  ['mail_message', 'message', 'messages'],
  ['radius_account', 'RADIUS login', 'RADIUS logins'],
  ['radius_session', 'session', 'sessions'],
  ['ip_reservation', 'IP address', 'IP addresses'],
  ['customer_contact', 'contact', 'contacts'],
  ['note', 'note', 'notes'],
  ['stored_file', 'document', 'documents'],
];

/** Where one row per customer, or per customer and list, is all there can be: the survivor's stays. */
export const oneEach: ReadonlySet<string> = new Set([
  'customer_health',
  'customer_health_due',
  'customer_pin',
  'customer_bulk_item',
  'autopay',
  'mail_choice',
]);
