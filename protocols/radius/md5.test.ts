import { createHash, createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { md4 } from './md4.ts';
import { HmacMd5, md5, md5Into } from './md5.ts';

test('MD5 agrees with OpenSSL at every length to 400 octets, anywhere in a buffer', () => {
  for (let length = 0; length <= 400; length++) {
    const input = randomBytes(length);
    const expected = createHash('md5').update(input).digest('hex');
    expect(Buffer.from(md5(input)).toString('hex')).toBe(expected);
    const offset = length % 7;
    const buffer = Buffer.concat([randomBytes(offset), input, randomBytes(32)]);
    md5Into(buffer, offset, length, buffer, 3);
    expect(buffer.toString('hex', 3, 19)).toBe(expected);
  }
});

test('HMAC-MD5 agrees with OpenSSL at every length, with short, 64-octet and longer keys', () => {
  for (const keyLength of [1, 10, 63, 64, 65, 200]) {
    const key = randomBytes(keyLength);
    const hmac = new HmacMd5(key);
    for (let length = 0; length <= 200; length++) {
      const input = randomBytes(length);
      const output = Buffer.alloc(16);
      hmac.digestInto(input, 0, length, output, 0);
      expect(output.toString('hex')).toBe(createHmac('md5', key).update(input).digest('hex'));
    }
  }
});

test.each([
  ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
  ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
  ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
  ['message digest', 'd9130a8164549fe818874806e1c7014b'],
  ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
  ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
])('MD4 of %j as in RFC 1320 A.5', (text, digest) => {
  expect(md4(Buffer.from(text)).toString('hex')).toBe(digest);
});
