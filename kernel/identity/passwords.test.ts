import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './passwords.ts';

test('a password opens its own hash and no other does', async () => {
  const hash = await hashPassword('correct horse battery');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword({ hash, password: 'correct horse battery' })).toBe(true);
  expect(await verifyPassword({ hash, password: 'Correct horse battery' })).toBe(false);
  expect(await hashPassword('correct horse battery')).not.toBe(hash);
});

test('the same letters typed on another keyboard are the same password', async () => {
  const hash = await hashPassword('caf\u00e9 au lait bien');
  expect(await verifyPassword({ hash, password: 'cafe\u0301 au lait bien' })).toBe(true);
});

test('a hash made elsewhere with other costs is understood', async () => {
  // argon2 reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1
  const hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  expect(await verifyPassword({ hash, password: 'password' })).toBe(true);
  expect(await verifyPassword({ hash, password: 'passwort' })).toBe(false);
});

test('what is no such hash opens to nothing', async () => {
  for (const hash of ['', 'password', '$argon2i$v=19$m=16,t=2,p=1$c29tZXNhbHQ$AAAA'])
    expect(await verifyPassword({ hash, password: 'password' })).toBe(false);
});
