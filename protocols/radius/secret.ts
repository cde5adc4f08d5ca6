import { HmacMd5, md5Into } from './md5.ts';

/** Longest User-Password (RFC 2865 5.2). */
export const MAX_PASSWORD_OCTETS = 128;
/** Longest value hidden with a salt that still fits an attribute of a vendor (RFC 2868 3.5, RFC 2548 2.4.2). */
export const MAX_SALTED_OCTETS = 239;

const keystream = new Uint8Array(16);

/** The secret shared with one NAS, with everything that can be computed from it once. Text is taken as UTF-8. */
export class SharedSecret {
  readonly octets: Buffer;
  readonly hmac: HmacMd5;
  /** The secret, followed by room for an authenticator and a salt: the input of the hiding of RFC 2865 5.2. */
  readonly #block: Buffer;

  constructor(secret: string | Uint8Array) {
    this.octets = Buffer.from(typeof secret === 'string' ? Buffer.from(secret) : secret);
    if (this.octets.length === 0) throw new RangeError('A RADIUS shared secret cannot be empty.');
    this.hmac = new HmacMd5(this.octets);
    this.#block = Buffer.concat([this.octets, Buffer.alloc(18)]);
  }

  /**
   * Reveals a User-Password value (RFC 2865 5.2) of `length` octets at `at` in `bytes` into `output`, padding included.
   * `authenticatorAt` is where the Request Authenticator begins in `bytes`. The length must be a multiple of 16.
   */
  revealInto(bytes: Uint8Array, at: number, length: number, authenticatorAt: number, output: Uint8Array): void {
    for (let chunk = 0; chunk < length; chunk += 16) {
      this.#keystream(bytes, chunk === 0 ? authenticatorAt : at + chunk - 16);
      for (let i = 0; i < 16; i++) output[chunk + i] = bytes[at + chunk + i]! ^ keystream[i]!;
    }
  }

  /** Hides a password (RFC 2865 5.2): padded with zeros to a multiple of 16 octets, at least 16. At most 128 octets. */
  hidePassword(password: Uint8Array, requestAuthenticator: Uint8Array): Buffer {
    if (password.length > MAX_PASSWORD_OCTETS) throw new RangeError('A password has at most 128 octets.');
    const hidden = Buffer.alloc(Math.max(16, Math.ceil(password.length / 16) * 16));
    hidden.set(password);
    this.#hide(hidden, requestAuthenticator, undefined);
    return hidden;
  }

  /** The password of a User-Password value without its padding; undefined when the value has no possible length. */
  revealPassword(hidden: Uint8Array, requestAuthenticator: Uint8Array): Buffer | undefined {
    if (hidden.length === 0 || hidden.length > MAX_PASSWORD_OCTETS || hidden.length % 16 !== 0) return undefined;
    const clear = Buffer.from(hidden);
    this.#reveal(clear, requestAuthenticator, undefined);
    let end = clear.length;
    while (end > 0 && clear[end - 1] === 0) end--;
    return clear.subarray(0, end);
  }

  /**
   * Hides a value with a salt (RFC 2868 3.5, also MS-MPPE keys of RFC 2548): salt, then length and value, padded.
   * The salt is a 15-bit number that must be unlike any other in the same packet; its top bit is set here.
   */
  hideSalted(value: Uint8Array, requestAuthenticator: Uint8Array, salt: number): Buffer {
    if (value.length > MAX_SALTED_OCTETS) throw new RangeError('A salted value has at most 239 octets.');
    const output = Buffer.alloc(2 + Math.ceil((value.length + 1) / 16) * 16);
    output.writeUInt16BE((salt & 0x7fff) | 0x8000, 0);
    output[2] = value.length;
    output.set(value, 3);
    this.#hide(output.subarray(2), requestAuthenticator, output.subarray(0, 2));
    return output;
  }

  /** The value behind a salt; undefined when the lengths cannot be right (mostly: another secret). */
  revealSalted(hidden: Uint8Array, requestAuthenticator: Uint8Array): Buffer | undefined {
    if (hidden.length < 18 || (hidden.length - 2) % 16 !== 0) return undefined;
    const clear = Buffer.from(hidden.subarray(2));
    this.#reveal(clear, requestAuthenticator, hidden.subarray(0, 2));
    const length = clear[0]!;
    return length < clear.length ? clear.subarray(1, 1 + length) : undefined;
  }

  #keystream(source: Uint8Array, at: number): void {
    const { length } = this.octets;
    for (let i = 0; i < 16; i++) this.#block[length + i] = source[at + i]!;
    md5Into(this.#block, 0, length + 16, keystream, 0);
  }

  #firstKeystream(authenticator: Uint8Array, salt: Uint8Array | undefined): void {
    const { length } = this.octets;
    this.#block.set(authenticator.subarray(0, 16), length);
    if (salt !== undefined) this.#block.set(salt, length + 16);
    md5Into(this.#block, 0, length + (salt === undefined ? 16 : 18), keystream, 0);
  }

  #hide(clear: Uint8Array, authenticator: Uint8Array, salt: Uint8Array | undefined): void {
    for (let chunk = 0; chunk < clear.length; chunk += 16) {
      if (chunk === 0) this.#firstKeystream(authenticator, salt);
      else this.#keystream(clear, chunk - 16);
      for (let i = 0; i < 16; i++) clear[chunk + i] = clear[chunk + i]! ^ keystream[i]!;
    }
  }

  #reveal(hidden: Uint8Array, authenticator: Uint8Array, salt: Uint8Array | undefined): void {
    const source = Uint8Array.from(hidden);
    for (let chunk = 0; chunk < hidden.length; chunk += 16) {
      if (chunk === 0) this.#firstKeystream(authenticator, salt);
      else this.#keystream(source, chunk - 16);
      for (let i = 0; i < 16; i++) hidden[chunk + i] = source[chunk + i]! ^ keystream[i]!;
    }
  }
}
