import { describe, expect, test } from 'vitest';
import { refusalOf, type ServerRole } from './acceptance.ts';
import { readAccessLine } from './access-line.ts';
import { readAccounting } from './accounting.ts';
import { type Attribute, decodeAttributeOctets, decodeAttributes, encodeAttributes } from './attributes.ts';
import { authenticate } from './auth.ts';
import { verifyReplyMessageAuthenticator, verifyResponseAuthenticator } from './authenticators.ts';
import { type Code, type CodeName, code, codeName } from './codes.ts';
import { readDynamicAuthReply } from './dynamic-auth.ts';
import { decodePacket, Packet } from './packet.ts';
import { encodeReply } from './reply.ts';
import { encodeRequest } from './request.ts';
import { SharedSecret } from './secret.ts';
import { formatAttribute, parseAttribute } from './text.ts';
import { octetsOfHex, readVectors, type VectorCase } from './vector-file.ts';
import { accessAcceptAttributes, disconnectAttributes, type NasVendor, speedChangeAttributes } from './vendor-reply.ts';

const MESSAGE_AUTHENTICATOR = 80;
const PROXY_STATE = 33;

/** What the lines of one case have said so far. */
class Run {
  readonly #vector: VectorCase;
  secret = new SharedSecret('testing123');
  datagram: Buffer = Buffer.alloc(0);
  reply: Buffer = Buffer.alloc(0);
  loginAttributes: Uint8Array = Buffer.alloc(0);
  vendor: NasVendor = 'generic';
  grant: Parameters<typeof accessAcceptAttributes>[1] = { downloadKbps: 0, uploadKbps: 0, interimIntervalSeconds: 0 };
  session = {};

  constructor(vector: VectorCase) {
    this.#vector = vector;
  }

  get packet(): Packet {
    return packetOf(this.datagram);
  }

  get replyPacket(): Packet {
    return packetOf(this.reply);
  }

  get hiding() {
    return { secret: this.secret, requestAuthenticator: this.packet.authenticator };
  }

  /** The arguments of every line with this verb, in order. */
  all(verb: string): string[] {
    return this.#vector.steps.filter(([name]) => name === verb).map(([, argument]) => argument);
  }

  refusal(role: string, excused: boolean) {
    const peer = { secret: this.secret, nas: undefined, requireMessageAuthenticator: !excused };
    return refusalOf(role as ServerRole, this.packet, peer) ?? 'taken';
  }
}

function packetOf(octets: Buffer): Packet {
  const packet = decodePacket(octets);
  if (!(packet instanceof Packet)) throw new Error(`malformed: ${packet}`);
  return packet;
}

/** Each verb checks one thing; lists (`attribute`, `reply-attribute`, …) are compared as a whole at their first line. */
const verbs: Record<string, (run: Run, argument: string) => void> = {
  secret: (run, argument) => {
    run.secret = new SharedSecret(argument);
  },
  datagram: (run, argument) => {
    run.datagram = octetsOfHex(argument);
  },
  reply: (run, argument) => {
    run.reply = octetsOfHex(argument);
  },
  malformed: (run, argument) => expect(decodePacket(run.datagram)).toBe(argument),
  code: (run, argument) => expect(codeName(run.packet.code)).toBe(argument),
  identifier: (run, argument) => expect(run.packet.identifier).toBe(Number(argument)),
  attribute: (run) =>
    expect(decodeAttributes(run.packet, run.hiding).map(formatAttribute)).toEqual(run.all('attribute')),
  attributes: (run) => expect(decodeAttributes(run.packet)).toEqual([]),
  encodes: (run) => {
    const { packet, secret } = run;
    const attributes = decodeAttributes(packet, run.hiding).filter(({ type }) => type !== MESSAGE_AUTHENTICATOR);
    const encoded = encodeRequest({
      code: packet.code as Code,
      identifier: packet.identifier,
      authenticator: packet.authenticator,
      messageAuthenticator: packet.messageAuthenticatorAt !== 0,
      attributes: attributes.map(formatAttribute).map(parseAttribute),
      secret,
    });
    expect(encoded.bytes.toString('hex')).toBe(run.datagram.toString('hex'));
  },
  taken: (run, role) => expect(run.refusal(role, false)).toBe('taken'),
  excused: (run, role) => expect(run.refusal(role, true)).toBe('taken'),
  refused: (run, argument) => {
    const [role = '', reason] = argument.split(' ');
    expect(run.refusal(role, false)).toBe(reason);
  },
  'excused-refused': (run, argument) => {
    const [role = '', reason] = argument.split(' ');
    expect(run.refusal(role, true)).toBe(reason);
  },
  login: (run, argument) => {
    const [, quoted = '', expected] = /^(".*") (\S+)$/.exec(argument) ?? [];
    const outcome = authenticate(run.packet, run.secret, Buffer.from(String(JSON.parse(quoted))), { mppe: true });
    run.loginAttributes = outcome.attributes;
    expect(outcome.ok ? outcome.method : outcome.reason).toBe(expected);
  },
  'login-attribute': (run) => {
    const decoded = decodeAttributeOctets(Buffer.from(run.loginAttributes), run.hiding);
    expect(decoded.map(formatAttribute)).toEqual(run.all('login-attribute'));
  },
  accounting: (run, argument) => {
    const record = readAccounting(run.packet);
    if (argument.startsWith('{')) expect(record).toMatchObject(JSON.parse(argument));
    else expect(record).toBe(argument);
  },
  'access-line': (run, argument) => expect(readAccessLine(run.packet)).toEqual(JSON.parse(argument)),
  'dynamic-auth': (run, argument) => expect(readDynamicAuthReply(run.replyPacket)).toEqual(JSON.parse(argument)),
  'reply-code': (run, argument) => expect(codeName(run.replyPacket.code)).toBe(argument),
  'reply-attribute': (run) => {
    const decoded = decodeAttributes(run.replyPacket, run.hiding);
    expect(decoded.map(formatAttribute)).toEqual(run.all('reply-attribute'));
  },
  'reply-verifies': (run) => expect(replyVerifies(run)).toBe(true),
  'reply-fails': (run) => expect(replyVerifies(run)).toBe(false),
  answers: (run) => {
    const reply = run.replyPacket;
    const attributes = decodeAttributes(reply).filter(
      ({ vendor, type }) => vendor !== 0 || (type !== MESSAGE_AUTHENTICATOR && type !== PROXY_STATE),
    );
    const encoded = encodeAttributes(attributes.map(formatAttribute).map(parseAttribute));
    const answer = encodeReply(run.packet, { code: reply.code as Code, attributes: encoded }, run.secret);
    expect(answer.toString('hex')).toBe(run.reply.toString('hex'));
  },
  vendor: (run, argument) => {
    run.vendor = argument as NasVendor;
  },
  grant: (run, argument) => {
    run.grant = JSON.parse(argument);
  },
  session: (run, argument) => {
    run.session = JSON.parse(argument);
  },
  accept: (run) => {
    const attributes = encodeAttributes(accessAcceptAttributes(run.vendor, run.grant));
    expect(decodeAttributeOctets(attributes).map(formatAttribute)).toEqual(run.all('accept'));
  },
  'accept-octets': (run, argument) => {
    const attributes = encodeAttributes(accessAcceptAttributes(run.vendor, run.grant));
    expect(attributes.toString('hex')).toBe(octetsOfHex(argument).toString('hex'));
  },
  change: (run) => {
    const attributes = encodeAttributes(speedChangeAttributes(run.vendor, run.session, run.grant));
    expect(decodeAttributeOctets(attributes).map(formatAttribute)).toEqual(run.all('change'));
  },
  accepts: (run) => {
    const attributes = encodeAttributes(accessAcceptAttributes(run.vendor, run.grant));
    const answer = encodeReply(run.packet, { code: code['Access-Accept'], attributes }, run.secret);
    expect(answer.toString('hex')).toBe(run.reply.toString('hex'));
  },
  changes: (run) => expectSent(run, 'CoA-Request', speedChangeAttributes(run.vendor, run.session, run.grant)),
  disconnects: (run) => expectSent(run, 'Disconnect-Request', disconnectAttributes(run.vendor, run.session)),
  disconnect: (run) => {
    const attributes = encodeAttributes(disconnectAttributes(run.vendor, run.session));
    expect(decodeAttributeOctets(attributes).map(formatAttribute)).toEqual(run.all('disconnect'));
  },
};

/** The datagram is what our client sends with these attributes. */
function expectSent(run: Run, kind: CodeName, attributes: Attribute[]): void {
  const sent = encodeRequest({
    code: code[kind],
    identifier: run.packet.identifier,
    secret: run.secret,
    messageAuthenticator: true,
    attributes,
  });
  expect(sent.bytes.toString('hex')).toBe(run.datagram.toString('hex'));
}

function replyVerifies({ packet, replyPacket, secret }: Run): boolean {
  return (
    verifyResponseAuthenticator(replyPacket, packet.authenticator, secret) &&
    (replyPacket.messageAuthenticatorAt === 0 ||
      verifyReplyMessageAuthenticator(replyPacket, packet.code, packet.authenticator, secret))
  );
}

const byFile = Map.groupBy(readVectors(), ({ file }) => file);

describe.each([...byFile])('%s', (_file, cases) => {
  test.each(cases)('$title', (vector) => {
    const run = new Run(vector);
    for (const [verb, argument] of vector.steps) {
      const check = verbs[verb];
      if (check === undefined) throw new Error(`${vector.file}: no verb ${verb}`);
      check(run, argument);
    }
  });
});
