import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type IssuedCertificate, TestAuthority } from '#protocols/radius/testing.ts';
import { checkRadSec } from './radsec.ts';

let authority: TestAuthority;
let server: IssuedCertificate;
let other: IssuedCertificate;
beforeAll(() => {
  authority = new TestAuthority();
  server = authority.issue('radius.example', 'IP:127.0.0.1');
  other = authority.issue('other.example', 'IP:127.0.0.1');
});
afterAll(() => authority.remove());

const check = (more: Partial<{ certificate: string; key: string; clientCa: string }>) => () =>
  checkRadSec({
    radsec: {
      port: 2083,
      certificate: server.certificateFile,
      key: server.keyFile,
      clientCa: authority.file,
      ...more,
    },
  });

test('files that fit together pass, and so does RadSec that is off', () => {
  expect(check({})).not.toThrow();
  expect(() => checkRadSec({ radsec: undefined })).not.toThrow();
});

test('a start with files that do not fit says which setting is wrong', () => {
  const text = path.join(authority.folder, 'notes.txt');
  writeFileSync(text, 'not a certificate');
  for (const [more, field] of [
    [{ certificate: text }, 'DOTMAC_RADSEC_CERT'],
    [{ key: other.keyFile }, 'DOTMAC_RADSEC_KEY'],
    [{ clientCa: text }, 'DOTMAC_RADSEC_CLIENT_CA'],
  ] as const)
    expect(check(more)).toThrow(expect.objectContaining({ code: 'invalid', field }));
});
