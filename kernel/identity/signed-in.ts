/** What a session adds to who calls. */
export interface SignedIn {
  sessionId?: string;
  /** The account of the door's realm that the session belongs to. */
  userId?: string;
  /** Set for who came by a password alone and is asked for more: until a second factor is set up, nothing else opens after `from`. */
  secondFactor?: { from: string; due: boolean };
}
