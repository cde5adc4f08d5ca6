import type { AddressInfo } from 'node:net';
import dns2 from 'dns2';

export interface TestDns {
  /** `127.0.0.1:<port>` */
  address: string;
  /** Records by type and name, such as `TXT example.net`; a name that is not here does not exist. */
  records: Map<string, string[]>;
  /** Names it answers nothing about, as one that is out of order. */
  broken: Set<string>;
  asked: string[];
  stop(): Promise<void>;
}

/** A name server on loopback that says what a test wants. */
export async function testDns(): Promise<TestDns> {
  const { Packet } = dns2;
  const records: TestDns['records'] = new Map();
  const broken = new Set<string>();
  const asked: string[] = [];
  const types: Record<number, 'TXT' | 'CNAME'> = { [Packet.TYPE.TXT]: 'TXT', [Packet.TYPE.CNAME]: 'CNAME' };
  const server = dns2.createUDPServer((request, send) => {
    const response = Packet.createResponseFromRequest(request);
    const question = request.questions[0]!;
    const { name } = question;
    const type = types[question.type ?? 0] ?? 'TXT';
    asked.push(`${type} ${name}`);
    const found = records.get(`${type} ${name.toLowerCase()}`) ?? [];
    if (broken.has(name))
      response.header.rcode = 2; // SERVFAIL (RFC 1035 §4.1.1)
    else if (found.length === 0) response.header.rcode = 3;
    for (const text of broken.has(name) ? [] : found)
      response.answers.push({
        name,
        type: question.type,
        class: Packet.CLASS.IN,
        ttl: 1,
        ...(type === 'TXT' ? { data: text } : { domain: text }),
      } as never);
    send(response);
  });
  await server.listen(0, '127.0.0.1');
  const { port } = (server as unknown as { address(): AddressInfo }).address();
  return {
    address: `127.0.0.1:${port}`,
    records,
    broken,
    asked,
    stop: () => new Promise((done) => void (server as unknown as { close(done: () => void): void }).close(done)),
  };
}
