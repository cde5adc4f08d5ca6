// MD5 in JavaScript, because RADIUS hashes inputs of 16 to 200 octets and there the call into OpenSSL costs more than the hash.

const state = new Int32Array(4);
const tail = new Uint8Array(128);
const innerDigest = new Uint8Array(16);

/**
 * MD5 (RFC 1321) of `length` octets of `input` from `start`, written as 16 octets into `output` at `outputStart`.
 * Input and output may overlap: the digest is written last.
 */
export function md5Into(
  input: Uint8Array,
  start: number,
  length: number,
  output: Uint8Array,
  outputStart: number,
): void {
  state[0] = 0x67452301;
  state[1] = 0xefcdab89;
  state[2] = 0x98badcfe;
  state[3] = 0x10325476;
  absorb(input, start, length, 0);
  writeDigest(output, outputStart);
}

/** MD5 (RFC 1321) of `input`, as 16 octets. */
export function md5(input: Uint8Array): Uint8Array {
  const digest = new Uint8Array(16);
  md5Into(input, 0, input.length, digest, 0);
  return digest;
}

/** HMAC-MD5 (RFC 2104) with one key, whose two key blocks are hashed once. Keys longer than 64 octets are hashed first. */
export class HmacMd5 {
  readonly #inner: Int32Array;
  readonly #outer: Int32Array;

  constructor(key: Uint8Array) {
    const shortKey = key.length > 64 ? md5(key) : key;
    this.#inner = keyState(shortKey, 0x36);
    this.#outer = keyState(shortKey, 0x5c);
  }

  /** Writes the 16-octet HMAC of `length` octets of `input` from `start` into `output` at `outputStart`. They may overlap. */
  digestInto(input: Uint8Array, start: number, length: number, output: Uint8Array, outputStart: number): void {
    load(this.#inner);
    absorb(input, start, length, 64);
    writeDigest(innerDigest, 0);
    load(this.#outer);
    absorb(innerDigest, 0, 16, 64);
    writeDigest(output, outputStart);
  }
}

function load(from: Int32Array): void {
  state[0] = from[0]!;
  state[1] = from[1]!;
  state[2] = from[2]!;
  state[3] = from[3]!;
}

function keyState(key: Uint8Array, pad: number): Int32Array {
  const block = new Uint8Array(64).fill(pad);
  for (let i = 0; i < key.length; i++) block[i] = key[i]! ^ pad;
  const initial = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  compress(initial, block, 0);
  return initial;
}

/** Hashes the input, the padding and the length in bits, of which `absorbed` octets went in before. */
function absorb(input: Uint8Array, start: number, length: number, absorbed: number): void {
  let at = start;
  let left = length;
  while (left >= 64) {
    compress(state, input, at);
    at += 64;
    left -= 64;
  }
  for (let i = 0; i < left; i++) tail[i] = input[at + i]!;
  tail[left] = 0x80;
  const end = left < 56 ? 64 : 128;
  tail.fill(0, left + 1, end);
  const bits = (absorbed + length) * 8;
  tail[end - 8] = bits;
  tail[end - 7] = bits >>> 8;
  tail[end - 6] = bits >>> 16;
  tail[end - 5] = bits >>> 24;
  compress(state, tail, 0);
  if (end === 128) compress(state, tail, 64);
}

function writeDigest(output: Uint8Array, start: number): void {
  for (let i = 0; i < 4; i++) {
    const word = state[i]!;
    const at = start + 4 * i;
    output[at] = word;
    output[at + 1] = word >>> 8;
    output[at + 2] = word >>> 16;
    output[at + 3] = word >>> 24;
  }
}

/** One 64-octet block, RFC 1321 3.4, unrolled: the compiler keeps all sixteen words and the state in registers. */
function compress(state: Int32Array, input: Uint8Array, start: number): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  const w0 = input[start]! | (input[start + 1]! << 8) | (input[start + 2]! << 16) | (input[start + 3]! << 24);
  const w1 = input[start + 4]! | (input[start + 5]! << 8) | (input[start + 6]! << 16) | (input[start + 7]! << 24);
  const w2 = input[start + 8]! | (input[start + 9]! << 8) | (input[start + 10]! << 16) | (input[start + 11]! << 24);
  const w3 = input[start + 12]! | (input[start + 13]! << 8) | (input[start + 14]! << 16) | (input[start + 15]! << 24);
  const w4 = input[start + 16]! | (input[start + 17]! << 8) | (input[start + 18]! << 16) | (input[start + 19]! << 24);
  const w5 = input[start + 20]! | (input[start + 21]! << 8) | (input[start + 22]! << 16) | (input[start + 23]! << 24);
  const w6 = input[start + 24]! | (input[start + 25]! << 8) | (input[start + 26]! << 16) | (input[start + 27]! << 24);
  const w7 = input[start + 28]! | (input[start + 29]! << 8) | (input[start + 30]! << 16) | (input[start + 31]! << 24);
  const w8 = input[start + 32]! | (input[start + 33]! << 8) | (input[start + 34]! << 16) | (input[start + 35]! << 24);
  const w9 = input[start + 36]! | (input[start + 37]! << 8) | (input[start + 38]! << 16) | (input[start + 39]! << 24);
  const w10 = input[start + 40]! | (input[start + 41]! << 8) | (input[start + 42]! << 16) | (input[start + 43]! << 24);
  const w11 = input[start + 44]! | (input[start + 45]! << 8) | (input[start + 46]! << 16) | (input[start + 47]! << 24);
  const w12 = input[start + 48]! | (input[start + 49]! << 8) | (input[start + 50]! << 16) | (input[start + 51]! << 24);
  const w13 = input[start + 52]! | (input[start + 53]! << 8) | (input[start + 54]! << 16) | (input[start + 55]! << 24);
  const w14 = input[start + 56]! | (input[start + 57]! << 8) | (input[start + 58]! << 16) | (input[start + 59]! << 24);
  const w15 = input[start + 60]! | (input[start + 61]! << 8) | (input[start + 62]! << 16) | (input[start + 63]! << 24);
  a = (a + (d ^ (b & (c ^ d))) + w0 - 680876936) | 0;
  a = (((a << 7) | (a >>> 25)) + b) | 0;
  d = (d + (c ^ (a & (b ^ c))) + w1 - 389564586) | 0;
  d = (((d << 12) | (d >>> 20)) + a) | 0;
  c = (c + (b ^ (d & (a ^ b))) + w2 + 606105819) | 0;
  c = (((c << 17) | (c >>> 15)) + d) | 0;
  b = (b + (a ^ (c & (d ^ a))) + w3 - 1044525330) | 0;
  b = (((b << 22) | (b >>> 10)) + c) | 0;
  a = (a + (d ^ (b & (c ^ d))) + w4 - 176418897) | 0;
  a = (((a << 7) | (a >>> 25)) + b) | 0;
  d = (d + (c ^ (a & (b ^ c))) + w5 + 1200080426) | 0;
  d = (((d << 12) | (d >>> 20)) + a) | 0;
  c = (c + (b ^ (d & (a ^ b))) + w6 - 1473231341) | 0;
  c = (((c << 17) | (c >>> 15)) + d) | 0;
  b = (b + (a ^ (c & (d ^ a))) + w7 - 45705983) | 0;
  b = (((b << 22) | (b >>> 10)) + c) | 0;
  a = (a + (d ^ (b & (c ^ d))) + w8 + 1770035416) | 0;
  a = (((a << 7) | (a >>> 25)) + b) | 0;
  d = (d + (c ^ (a & (b ^ c))) + w9 - 1958414417) | 0;
  d = (((d << 12) | (d >>> 20)) + a) | 0;
  c = (c + (b ^ (d & (a ^ b))) + w10 - 42063) | 0;
  c = (((c << 17) | (c >>> 15)) + d) | 0;
  b = (b + (a ^ (c & (d ^ a))) + w11 - 1990404162) | 0;
  b = (((b << 22) | (b >>> 10)) + c) | 0;
  a = (a + (d ^ (b & (c ^ d))) + w12 + 1804603682) | 0;
  a = (((a << 7) | (a >>> 25)) + b) | 0;
  d = (d + (c ^ (a & (b ^ c))) + w13 - 40341101) | 0;
  d = (((d << 12) | (d >>> 20)) + a) | 0;
  c = (c + (b ^ (d & (a ^ b))) + w14 - 1502002290) | 0;
  c = (((c << 17) | (c >>> 15)) + d) | 0;
  b = (b + (a ^ (c & (d ^ a))) + w15 + 1236535329) | 0;
  b = (((b << 22) | (b >>> 10)) + c) | 0;
  a = (a + (c ^ (d & (b ^ c))) + w1 - 165796510) | 0;
  a = (((a << 5) | (a >>> 27)) + b) | 0;
  d = (d + (b ^ (c & (a ^ b))) + w6 - 1069501632) | 0;
  d = (((d << 9) | (d >>> 23)) + a) | 0;
  c = (c + (a ^ (b & (d ^ a))) + w11 + 643717713) | 0;
  c = (((c << 14) | (c >>> 18)) + d) | 0;
  b = (b + (d ^ (a & (c ^ d))) + w0 - 373897302) | 0;
  b = (((b << 20) | (b >>> 12)) + c) | 0;
  a = (a + (c ^ (d & (b ^ c))) + w5 - 701558691) | 0;
  a = (((a << 5) | (a >>> 27)) + b) | 0;
  d = (d + (b ^ (c & (a ^ b))) + w10 + 38016083) | 0;
  d = (((d << 9) | (d >>> 23)) + a) | 0;
  c = (c + (a ^ (b & (d ^ a))) + w15 - 660478335) | 0;
  c = (((c << 14) | (c >>> 18)) + d) | 0;
  b = (b + (d ^ (a & (c ^ d))) + w4 - 405537848) | 0;
  b = (((b << 20) | (b >>> 12)) + c) | 0;
  a = (a + (c ^ (d & (b ^ c))) + w9 + 568446438) | 0;
  a = (((a << 5) | (a >>> 27)) + b) | 0;
  d = (d + (b ^ (c & (a ^ b))) + w14 - 1019803690) | 0;
  d = (((d << 9) | (d >>> 23)) + a) | 0;
  c = (c + (a ^ (b & (d ^ a))) + w3 - 187363961) | 0;
  c = (((c << 14) | (c >>> 18)) + d) | 0;
  b = (b + (d ^ (a & (c ^ d))) + w8 + 1163531501) | 0;
  b = (((b << 20) | (b >>> 12)) + c) | 0;
  a = (a + (c ^ (d & (b ^ c))) + w13 - 1444681467) | 0;
  a = (((a << 5) | (a >>> 27)) + b) | 0;
  d = (d + (b ^ (c & (a ^ b))) + w2 - 51403784) | 0;
  d = (((d << 9) | (d >>> 23)) + a) | 0;
  c = (c + (a ^ (b & (d ^ a))) + w7 + 1735328473) | 0;
  c = (((c << 14) | (c >>> 18)) + d) | 0;
  b = (b + (d ^ (a & (c ^ d))) + w12 - 1926607734) | 0;
  b = (((b << 20) | (b >>> 12)) + c) | 0;
  a = (a + (b ^ c ^ d) + w5 - 378558) | 0;
  a = (((a << 4) | (a >>> 28)) + b) | 0;
  d = (d + (a ^ b ^ c) + w8 - 2022574463) | 0;
  d = (((d << 11) | (d >>> 21)) + a) | 0;
  c = (c + (d ^ a ^ b) + w11 + 1839030562) | 0;
  c = (((c << 16) | (c >>> 16)) + d) | 0;
  b = (b + (c ^ d ^ a) + w14 - 35309556) | 0;
  b = (((b << 23) | (b >>> 9)) + c) | 0;
  a = (a + (b ^ c ^ d) + w1 - 1530992060) | 0;
  a = (((a << 4) | (a >>> 28)) + b) | 0;
  d = (d + (a ^ b ^ c) + w4 + 1272893353) | 0;
  d = (((d << 11) | (d >>> 21)) + a) | 0;
  c = (c + (d ^ a ^ b) + w7 - 155497632) | 0;
  c = (((c << 16) | (c >>> 16)) + d) | 0;
  b = (b + (c ^ d ^ a) + w10 - 1094730640) | 0;
  b = (((b << 23) | (b >>> 9)) + c) | 0;
  a = (a + (b ^ c ^ d) + w13 + 681279174) | 0;
  a = (((a << 4) | (a >>> 28)) + b) | 0;
  d = (d + (a ^ b ^ c) + w0 - 358537222) | 0;
  d = (((d << 11) | (d >>> 21)) + a) | 0;
  c = (c + (d ^ a ^ b) + w3 - 722521979) | 0;
  c = (((c << 16) | (c >>> 16)) + d) | 0;
  b = (b + (c ^ d ^ a) + w6 + 76029189) | 0;
  b = (((b << 23) | (b >>> 9)) + c) | 0;
  a = (a + (b ^ c ^ d) + w9 - 640364487) | 0;
  a = (((a << 4) | (a >>> 28)) + b) | 0;
  d = (d + (a ^ b ^ c) + w12 - 421815835) | 0;
  d = (((d << 11) | (d >>> 21)) + a) | 0;
  c = (c + (d ^ a ^ b) + w15 + 530742520) | 0;
  c = (((c << 16) | (c >>> 16)) + d) | 0;
  b = (b + (c ^ d ^ a) + w2 - 995338651) | 0;
  b = (((b << 23) | (b >>> 9)) + c) | 0;
  a = (a + (c ^ (b | ~d)) + w0 - 198630844) | 0;
  a = (((a << 6) | (a >>> 26)) + b) | 0;
  d = (d + (b ^ (a | ~c)) + w7 + 1126891415) | 0;
  d = (((d << 10) | (d >>> 22)) + a) | 0;
  c = (c + (a ^ (d | ~b)) + w14 - 1416354905) | 0;
  c = (((c << 15) | (c >>> 17)) + d) | 0;
  b = (b + (d ^ (c | ~a)) + w5 - 57434055) | 0;
  b = (((b << 21) | (b >>> 11)) + c) | 0;
  a = (a + (c ^ (b | ~d)) + w12 + 1700485571) | 0;
  a = (((a << 6) | (a >>> 26)) + b) | 0;
  d = (d + (b ^ (a | ~c)) + w3 - 1894986606) | 0;
  d = (((d << 10) | (d >>> 22)) + a) | 0;
  c = (c + (a ^ (d | ~b)) + w10 - 1051523) | 0;
  c = (((c << 15) | (c >>> 17)) + d) | 0;
  b = (b + (d ^ (c | ~a)) + w1 - 2054922799) | 0;
  b = (((b << 21) | (b >>> 11)) + c) | 0;
  a = (a + (c ^ (b | ~d)) + w8 + 1873313359) | 0;
  a = (((a << 6) | (a >>> 26)) + b) | 0;
  d = (d + (b ^ (a | ~c)) + w15 - 30611744) | 0;
  d = (((d << 10) | (d >>> 22)) + a) | 0;
  c = (c + (a ^ (d | ~b)) + w6 - 1560198380) | 0;
  c = (((c << 15) | (c >>> 17)) + d) | 0;
  b = (b + (d ^ (c | ~a)) + w13 + 1309151649) | 0;
  b = (((b << 21) | (b >>> 11)) + c) | 0;
  a = (a + (c ^ (b | ~d)) + w4 - 145523070) | 0;
  a = (((a << 6) | (a >>> 26)) + b) | 0;
  d = (d + (b ^ (a | ~c)) + w11 - 1120210379) | 0;
  d = (((d << 10) | (d >>> 22)) + a) | 0;
  c = (c + (a ^ (d | ~b)) + w2 + 718787259) | 0;
  c = (((c << 15) | (c >>> 17)) + d) | 0;
  b = (b + (d ^ (c | ~a)) + w9 - 343485551) | 0;
  b = (((b << 21) | (b >>> 11)) + c) | 0;
  state[0] = state[0]! + a;
  state[1] = state[1]! + b;
  state[2] = state[2]! + c;
  state[3] = state[3]! + d;
}
