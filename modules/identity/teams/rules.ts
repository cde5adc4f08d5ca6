export const teamColours = ['brand', 'ok', 'warn', 'bad', 'info', 'neutral'] as const;
export type TeamColour = (typeof teamColours)[number];

/** Undefined when a team may be led so, else the reason. */
export const leadRefusal = (leadId: string | null, memberIds: readonly string[]): string | undefined =>
  leadId !== null && !memberIds.includes(leadId) ? 'Who leads a team belongs to it.' : undefined;
