import pino, { type DestinationStream, type Logger } from 'pino';

/** Paths that a log line must not carry whole: credentials in requests and secrets in objects. */
const hidden = [
  'password',
  'secret',
  'token',
  'sharedSecret',
  '*.password',
  '*.secret',
  '*.token',
  '*.sharedSecret',
  'req.headers.cookie',
  'req.headers.authorization',
  'req.headers["x-api-key"]',
];

/**
 * Structured logs (pino, one JSON object a line).
 * @param name of the process, such as `server`
 * @param to where they go; absent: standard output
 */
export function createLog(name: string, level: string, to?: DestinationStream): Logger {
  const options = {
    name,
    level,
    redact: { paths: hidden, censor: '•••' },
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return to ? pino(options, to) : pino(options);
}
