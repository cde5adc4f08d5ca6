import nodemailer, { type Transporter } from 'nodemailer';
import { loadConfig } from './config.ts';
import { AppError } from './errors.ts';

export interface MailServer {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  url: string;
  /** Address that mail is sent from; the display name is the letter's. */
  from: string;
}
export interface Letter {
  /** The same for every attempt, so that a server or a reader can tell a repeated delivery. */
  messageId: string;
  fromName: string;
  /** Where answers go, when not to the address it is sent from. */
  replyTo?: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}
/** `refused`: the server will never take it, with its words (RFC 5321 §4.2.1: a reply of 500 or more). */
export type Delivery = { outcome: 'sent' } | { outcome: 'refused'; reason: string };

let known: MailServer | null | undefined;
let transport: { url: string; transporter: Transporter } | undefined;

/** The configured mail server; null when there is none. */
export function mailServer(): MailServer | null {
  if (known === undefined) known = loadConfig().mail ?? null;
  return known;
}

/** Names the mail server of this process; null: none. */
export function setMailServer(server: MailServer | null): void {
  known = server;
}

/**
 * Hands a letter to the mail server.
 * @throws AppError `not_configured` without a server; whatever SMTP or the network says when it is worth trying again
 */
export async function deliver(letter: Letter): Promise<Delivery> {
  const server = mailServer();
  if (!server)
    throw new AppError('not_configured', 'No mail server is configured; set DOTMAC_SMTP_URL and DOTMAC_MAIL_FROM.');
  if (transport?.url !== server.url)
    transport = {
      url: server.url,
      transporter: nodemailer.createTransport({
        url: server.url,
        connectionTimeout: 15_000,
        greetingTimeout: 15_000,
        socketTimeout: 60_000,
      }),
    };
  const { fromName, ...rest } = letter;
  try {
    await transport.transporter.sendMail({ ...rest, from: { name: fromName, address: server.from } });
    return { outcome: 'sent' };
  } catch (error) {
    const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
    // A login that the server refuses is ours to mend, not the letter's fault.
    const isLogin = error instanceof Error && 'code' in error && error.code === 'EAUTH';
    if (code >= 500 && !isLogin && error instanceof Error) return { outcome: 'refused', reason: error.message };
    throw error;
  }
}
