// Pure-JS MD5 for short messages (Node's createHash costs ~2 us/call in set-up alone). Self-test: `node md5.mjs`.
const S = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
let src = 'let a=h[0],b=h[1],c=h[2],d=h[3];\n';
for (let i = 0; i < 16; i++)
  src += `const w${i}=p[o+${4 * i}]|p[o+${4 * i + 1}]<<8|p[o+${4 * i + 2}]<<16|p[o+${4 * i + 3}]<<24;\n`;
for (let i = 0; i < 64; i++) {
  const r = i >> 4,
    [A, B, C, D] = [
      ['a', 'b', 'c', 'd'],
      ['d', 'a', 'b', 'c'],
      ['c', 'd', 'a', 'b'],
      ['b', 'c', 'd', 'a'],
    ][i & 3];
  const f = [`(${D}^(${B}&(${C}^${D})))`, `(${C}^(${D}&(${B}^${C})))`, `(${B}^${C}^${D})`, `(${C}^(${B}|~${D}))`][r];
  const g = [i, (5 * i + 1) & 15, (3 * i + 5) & 15, (7 * i) & 15][r];
  const k = Math.floor(Math.abs(Math.sin(i + 1)) * 4294967296) | 0,
    s = S[r * 4 + (i & 3)];
  src += `${A}=(${A}+${f}+w${g}+${k})|0;${A}=((${A}<<${s}|${A}>>>${32 - s})+${B})|0;\n`;
}
src += 'h[0]=h[0]+a|0;h[1]=h[1]+b|0;h[2]=h[2]+c|0;h[3]=h[3]+d|0;';
const block = new Function('h', 'p', 'o', src);
const H = new Int32Array(4),
  tail = new Uint8Array(128);
function finish(p, o, n, pre) {
  // absorb p[o..o+n) into H then pad; pre = bytes already absorbed
  const total = pre + n;
  while (n >= 64) {
    block(H, p, o);
    o += 64;
    n -= 64;
  }
  for (let i = 0; i < n; i++) tail[i] = p[o + i];
  tail[n] = 0x80;
  const L = n < 56 ? 64 : 128;
  tail.fill(0, n + 1, L);
  const bits = total * 8;
  tail[L - 8] = bits;
  tail[L - 7] = bits >>> 8;
  tail[L - 6] = bits >>> 16;
  tail[L - 5] = bits >>> 24;
  block(H, tail, 0);
  if (L === 128) block(H, tail, 64);
}
function put(out, oo) {
  for (let i = 0; i < 4; i++) {
    const v = H[i];
    out[oo] = v;
    out[oo + 1] = v >>> 8;
    out[oo + 2] = v >>> 16;
    out[oo + 3] = v >>> 24;
    oo += 4;
  }
}
/** MD5 of p[o..o+n) into out[oo..oo+16) */
export function md5(p, o, n, out, oo) {
  H[0] = 0x67452301;
  H[1] = 0xefcdab89 | 0;
  H[2] = 0x98badcfe | 0;
  H[3] = 0x10325476;
  finish(p, o, n, 0);
  put(out, oo);
}
const x = new Uint8Array(16);
/** precompute HMAC-MD5 key states (key <= 64 bytes), returns (p,o,n,out,oo) => void */
export function hmacMd5(key) {
  const ik = new Uint8Array(64).fill(0x36),
    ok = new Uint8Array(64).fill(0x5c);
  for (let i = 0; i < key.length; i++) {
    ik[i] ^= key[i];
    ok[i] ^= key[i];
  }
  const init = (k) => {
    const h = new Int32Array([0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476]);
    block(h, k, 0);
    return h;
  };
  const hi = init(ik),
    ho = init(ok);
  return (p, o, n, out, oo) => {
    H[0] = hi[0];
    H[1] = hi[1];
    H[2] = hi[2];
    H[3] = hi[3];
    finish(p, o, n, 64);
    put(x, 0);
    H[0] = ho[0];
    H[1] = ho[1];
    H[2] = ho[2];
    H[3] = ho[3];
    finish(x, 0, 16, 64);
    put(out, oo);
  };
}
if (process.argv[1]?.endsWith('/md5.mjs')) {
  const { createHash, createHmac, randomBytes, default: crypto } = await import('node:crypto');
  const key = Buffer.from('testing123'),
    hm = hmacMd5(key),
    out = Buffer.alloc(16);
  for (let n = 0; n < 400; n++)
    for (let k = 0; k < 5; k++) {
      const b = randomBytes(n);
      md5(b, 0, n, out, 0);
      if (!out.equals(createHash('md5').update(b).digest())) throw Error('md5 ' + n);
      hm(b, 0, n, out, 0);
      if (!out.equals(createHmac('md5', key).update(b).digest())) throw Error('hmac ' + n);
    }
  const b = randomBytes(130),
    N = 5e5;
  const t = (name, f) => {
    for (let i = 0; i < 2e4; i++) f();
    const t0 = process.hrtime.bigint();
    for (let i = 0; i < N; i++) f();
    console.log(name.padEnd(28), (Number(process.hrtime.bigint() - t0) / N).toFixed(0), 'ns');
  };
  t('js md5 130B', () => md5(b, 0, 130, out, 0));
  t('js md5 26B', () => md5(b, 0, 26, out, 0));
  t('js hmac 130B', () => hm(b, 0, 130, out, 0));
  t('createHash md5 130B', () => createHash('md5').update(b).digest());
  if (crypto.hash) t('crypto.hash md5 130B', () => crypto.hash('md5', b, 'buffer'));
  t('createHmac md5 130B', () => createHmac('md5', key).update(b).digest());
  console.log('ok');
}
