/** Pauses before a command is sent again that got no answer at all. */
const pausesMs = [300, 1500];

const inFlight = new Map<string, Promise<Response>>();

/** `crypto.randomUUID` is missing where a console is opened over plain HTTP by an address of the local network. */
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) => octet.toString(16).padStart(2, '0')).join('');

/** A command goes out again under its Idempotency-Key when the line broke: whether it was done is what nobody knows then. */
async function insistently(request: Request, init: RequestInit): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set('idempotency-key', newKey());
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await fetch(new Request(request.clone(), { headers }), init);
    } catch (error) {
      const pause = pausesMs[attempt];
      if (pause === undefined || init.signal?.aborted || request.signal.aborted) throw error;
      await new Promise((next) => setTimeout(next, pause));
    }
  }
}

/**
 * Sends a request of the typed client. The same command asked for again while it is under way (a double click) is the same
 * command: both callers get its one answer.
 */
export async function sendOnce(request: Request, init: RequestInit): Promise<Response> {
  if (request.method === 'GET') return fetch(request, init);
  if (!(request.headers.get('content-type') ?? 'application/json').startsWith('application/json'))
    return insistently(request, init);
  const what = `${request.method} ${request.url} ${await request.clone().text()}`;
  let sent = inFlight.get(what);
  if (!sent) {
    sent = insistently(request, init).finally(() => inFlight.delete(what));
    inFlight.set(what, sent);
  }
  return (await sent).clone();
}
