import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { decodePacket, Packet } from './packet.ts';
import { PacketStream } from './packet-stream.ts';

/** A certificate authority of a test's own, made by openssl: files in a folder, and their contents. */
export class TestAuthority {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'dotmac-tls-'));
  readonly file: string;

  constructor(name = 'Test authority') {
    this.file = path.join(this.folder, 'ca.pem');
    const key = path.join(this.folder, 'ca.key');
    openssl('req', '-x509', ...newKey, '-keyout', key, '-out', this.file, '-subj', `/CN=${name}`, '-days', '2');
  }

  get certificate(): Buffer {
    return readFileSync(this.file);
  }

  /** A certificate for a common name, with the alternative names given as openssl spells them: `DNS:nas.example`. */
  issue(commonName: string, ...alternatives: string[]): IssuedCertificate {
    const base = path.join(this.folder, `${commonName.replaceAll(/\W/g, '-')}-${alternatives.length}`);
    const files = { certificateFile: `${base}.pem`, keyFile: `${base}.key` };
    const extensions = `${base}.cnf`;
    const names = alternatives.length === 0 ? '' : `subjectAltName=${alternatives.join(',')}\n`;
    writeFileSync(extensions, `[req]\ndistinguished_name=dn\n[dn]\n[ext]\nbasicConstraints=CA:FALSE\n${names}`);
    openssl(
      'req',
      '-x509',
      ...newKey,
      ...['-config', extensions, '-extensions', 'ext', '-CA', this.file, '-CAkey', path.join(this.folder, 'ca.key')],
      ...['-keyout', files.keyFile, '-out', files.certificateFile, '-subj', `/CN=${commonName}`, '-days', '2'],
    );
    return { ...files, certificate: readFileSync(files.certificateFile), key: readFileSync(files.keyFile) };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface IssuedCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly certificate: Buffer;
  readonly key: Buffer;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];
function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}

/** A RadSec client as simple as can be: what it sent is the test's business, what comes back is cut into packets. */
export class RadSecPeer {
  readonly socket: TLSSocket;
  readonly replies: Packet[] = [];
  readonly closed: Promise<void>;
  #arrived = Promise.withResolvers<void>();

  private constructor(socket: TLSSocket) {
    this.socket = socket;
    const stream = new PacketStream();
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      stream.push(chunk, (octets) => {
        const packet = decodePacket(octets);
        if (packet instanceof Packet) this.replies.push(packet);
        return true;
      });
      this.#arrived.resolve();
      this.#arrived = Promise.withResolvers();
    });
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    void this.closed.then(() => this.#arrived.resolve());
  }

  /** Rejects when the handshake fails. TLS 1.3 tells a client that its certificate was refused only after that. */
  static async connect(
    port: number,
    authority: TestAuthority,
    own: Pick<IssuedCertificate, 'certificate' | 'key'> | undefined,
    more: { maxVersion?: 'TLSv1.2' } = {},
  ): Promise<RadSecPeer> {
    const socket = connect({
      host: '127.0.0.1',
      port,
      ca: authority.certificate,
      ...(own ? { cert: own.certificate, key: own.key } : {}),
      ...more,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
    });
    return new RadSecPeer(socket);
  }

  send(...packets: Packet[]): void {
    this.socket.write(Buffer.concat(packets.map(({ bytes, length }) => bytes.subarray(0, length))));
  }

  /** The reply to this identifier. */
  async reply(identifier: number): Promise<Packet> {
    for (;;) {
      const found = this.replies.find((packet) => packet.identifier === identifier);
      if (found !== undefined) return found;
      if (this.socket.closed) throw new Error(`Closed before the answer to ${identifier}.`);
      await this.#arrived.promise;
    }
  }

  end(): void {
    this.socket.destroy();
  }
}
