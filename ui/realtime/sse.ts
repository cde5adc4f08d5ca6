export interface StreamMessage {
  id: string | undefined;
  event: string;
  data: string;
}

/**
 * Decoder of a text/event-stream (WHATWG HTML, "Server-sent events"): feed it chunks, it returns the finished messages.
 * Comments (heartbeats) yield nothing but count as a sign of life for the caller, who sees every chunk.
 */
export function sseDecoder() {
  let buffer = '';
  let id: string | undefined;
  let event = '';
  let data: string[] = [];
  let retryMs: number | undefined;

  function line(text: string): StreamMessage | undefined {
    if (text === '') {
      const message = data.length > 0 ? { id, event: event || 'message', data: data.join('\n') } : undefined;
      event = '';
      data = [];
      return message;
    }
    if (text.startsWith(':')) return undefined;
    const colon = text.indexOf(':');
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) retryMs = Number(value);
    return undefined;
  }

  return {
    push(chunk: string): StreamMessage[] {
      buffer += chunk;
      const messages: StreamMessage[] = [];
      for (;;) {
        const end = /\r\n|\n|\r/.exec(buffer);
        // A lone CR at the end may be half of a CRLF: wait for the next chunk.
        if (!end || (end[0] === '\r' && end.index === buffer.length - 1)) return messages;
        const message = line(buffer.slice(0, end.index));
        buffer = buffer.slice(end.index + end[0].length);
        if (message) messages.push(message);
      }
    },
    /** The reconnection delay the server asked for, if any. */
    retryMs: () => retryMs,
  };
}
