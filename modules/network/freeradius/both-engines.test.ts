import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '#modules/network/radius/aaa/testing.ts';
import { nasVendors, radius } from '#modules/network/radius/contract.ts';
import type { Attribute } from '#protocols/radius/attributes.ts';
import { code } from '#protocols/radius/codes.ts';
import { chapCredentials, msChapV2Credentials, papCredentials } from '#protocols/radius/credentials.ts';
import { freeradius } from './contract.ts';
import { eapolTest } from './testing.ts';
import {
  account,
  type Engine,
  enable,
  engines,
  known,
  login,
  missing,
  password,
  ports,
  secret,
  send,
  t,
  work,
} from './testing-both.ts';

describe.skipIf(missing !== undefined)('a login', () => {
  it('is answered alike by both engines on every make of NAS', async () => {
    const { username } = await account({ sessionTimeoutSeconds: 86_400, idleTimeoutSeconds: 900 });
    for (const engine of engines) await known(engine, username);
    for (const [i, vendor] of nasVendors.entries()) {
      const from = `127.0.0.${40 + i}`;
      const own = await login('own', papCredentials(password), username, from);
      expect(own.code, vendor).toBe(code['Access-Accept']);
      expect(own.told.length, vendor).toBeGreaterThan(6);
      expect(await login('freeradius', papCredentials(password), username, from), vendor).toEqual(own);
    }
  });

  it('works by PAP, CHAP and MS-CHAPv2 with clear passwords', async () => {
    const { username } = await account();
    for (const engine of engines) {
      await known(engine, username);
      for (const credentials of [papCredentials, chapCredentials, (p: string) => msChapV2Credentials(username, p)]) {
        expect((await login(engine, credentials(password), username)).code).toBe(code['Access-Accept']);
        expect((await login(engine, credentials('wrong'), username)).code).toBe(code['Access-Reject']);
      }
    }
  });
  it.each([
    '`/bin/id`',
    '"quoted"',
    "'single'",
    'back\\slash\\n',
    '%{User-Name}',
    'ümlaut ß €',
    'a=b,c#d;e',
    '0x414243444546',
    'o\'brien "x"',
  ])('has its password compared as it is: %s', async (odd) => {
    const { username } = await account({
      password: odd,
      username: `o'${crypto.randomUUID().slice(0, 8)}+é=x@example.net`,
    });
    for (const engine of engines) {
      await known(engine, username, papCredentials(odd));
      expect((await login(engine, papCredentials(`${odd}x`), username)).code).toBe(code['Access-Reject']);
    }
  });
});

describe.skipIf(missing !== undefined)('a suspended subscriber', () => {
  it('is refused by both engines within two seconds, told why only with the right password, and let in again', async () => {
    const { username, subscriptionId } = await account();
    for (const engine of engines) await known(engine, username);
    const rejectMessage = 'Please pay "invoice 7" – it\'s 5 % \\ thank you.';
    await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'suspended', rejectMessage });
    const before = performance.now();
    // Even before the change has been copied nobody is let in.
    expect((await login('freeradius', papCredentials(password), username)).code).toBe(code['Access-Reject']);
    await t.settle();
    const answers = await eventually('both say why', async () => {
      const all = await Promise.all(engines.map((engine) => login(engine, papCredentials(password), username)));
      return all.every(({ told }) => told.length > 0) && all;
    });
    // FreeRADIUS holds a reject back for a second.
    expect(performance.now() - before).toBeLessThan(4000);
    for (const answer of answers)
      expect(answer).toEqual({ code: code['Access-Reject'], told: [`Reply-Message:=${rejectMessage}`] });
    for (const engine of engines)
      expect(await login(engine, papCredentials('guess'), username)).toEqual({ code: code['Access-Reject'], told: [] });
    await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'active' });
    await t.settle();
    for (const engine of engines) await known(engine, username);
  });

  it('is let into the walled garden by both alike, where that is the policy', async () => {
    const { username, subscriptionId } = await account();
    await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'suspended' });
    await t.settle();
    const refused = (engine: Engine) =>
      eventually(
        `${engine} refuses`,
        async () => (await login(engine, papCredentials(password), username)).code === code['Access-Reject'],
      );
    for (const engine of engines) await refused(engine);
    await t.run(radius, 'updatePolicy', {
      suspendedAccess: 'walled_garden',
      gardenRedirectUrl: 'https://pay.example.net/?a=1&b="2"',
    });
    await t.settle();
    for (const engine of engines) await known(engine, username);
    for (const [i, vendor] of nasVendors.entries()) {
      const from = `127.0.0.${40 + i}`;
      const own = await login('own', papCredentials(password), username, from);
      expect(own.told.join('\n'), vendor).toContain('Session-Timeout:=900');
      expect(await login('freeradius', papCredentials(password), username, from), vendor).toEqual(own);
    }
    await eventually('the log says so', async () => {
      const { items } = await t.run(radius, 'authLog', { q: username, limit: 200 });
      return items.filter(({ reason }) => reason === 'accepted into the walled garden').length > nasVendors.length;
    });
    await t.run(radius, 'updatePolicy', { suspendedAccess: 'reject' });
    await t.settle();
    for (const engine of engines) await refused(engine);
  });

  it('who is removed is unknown to both', async () => {
    const { username, subscriptionId } = await account();
    for (const engine of engines) await known(engine, username);
    await t.asSystem(radius, 'removeAccount', { subscriptionId });
    await t.settle();
    for (const engine of engines)
      await eventually(
        'refused',
        async () => (await login(engine, papCredentials(password), username)).code === code['Access-Reject'],
      );
  });
});

describe.skipIf(missing !== undefined)('FreeRADIUS', () => {
  it('gives no answer without a Message-Authenticator, nor to strangers, and signs its own', async () => {
    const { username } = await account();
    await known('freeradius', username);
    const request = {
      code: code['Access-Request'],
      attributes: [{ name: 'User-Name', value: username }, ...papCredentials(password)],
    } as const;
    expect((await send(ports.auth, '127.0.0.40', { ...request, messageAuthenticator: false })).ok).toBe(false);
    expect((await send(ports.auth, '127.0.0.99', request)).ok).toBe(false);
    const answer = await send(ports.auth, '127.0.0.40', request);
    expect(answer.ok && answer.reply.messageAuthenticatorAt).toBeGreaterThan(0);
  });

  it('writes logins into the log with the engine’s reasons and without passwords', async () => {
    const { username, subscriptionId } = await account();
    await known('freeradius', username);
    await login('freeradius', papCredentials('wrong-secret-word'), username);
    await login('freeradius', papCredentials(password), 'nobody-at-all');
    await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'suspended' });
    await t.settle();
    await login('freeradius', papCredentials(password), username);
    const lines = await eventually('three lines', async () => {
      const { items } = await t.run(radius, 'authLog', { limit: 200 });
      const mine = items.filter((line) => line.username === username || line.username === 'nobody-at-all');
      return mine.length >= 4 && mine;
    });
    const reasons = lines.map(({ username: name, reason, accepted }) => `${name} ${accepted} ${reason}`);
    expect(reasons).toContain(`${username} true accepted`);
    expect(reasons).toContain(`${username} false wrong password`);
    expect(reasons).toContain(`${username} false suspended`);
    expect(reasons).toContain('nobody-at-all false no such user');
    expect(lines[0]).toMatchObject({ nasName: 'mikrotik', callingStationId: '02:00:00:00:00:01' });
    const methods = await t.db.owner.query('select distinct method from auth_log where username = $1', [username]);
    expect(methods.rows).toEqual([{ method: 'PAP' }]);
    const { rows } = await t.db.owner.query('select auth_log::text as line from auth_log');
    expect(JSON.stringify(rows)).not.toContain('wrong-secret-word');
    expect((await t.run(freeradius, 'status', {})).lastLoginAt).not.toBeNull();
    await eventually('the NAS is seen', async () =>
      (await t.run(radius, 'listNas', {})).items.some((nas) => nas.name === 'mikrotik' && nas.lastSeenAt !== null),
    );
  });

  it.each([
    ['EAP-TTLS with PAP', { eap: 'TTLS', phase2: '"auth=PAP"' }],
    ['PEAP with MS-CHAPv2', { eap: 'PEAP', phase2: '"auth=MSCHAPV2"' }],
  ])('lets in by %s, with the plan of the login inside the tunnel', async (_, method) => {
    const { username, id, subscriptionId } = await account();
    await known('freeradius', username);
    const attempt = () =>
      eapolTest(
        { port: ports.auth, secret, from: '127.0.0.40', station: '02:00:00:00:00:07' },
        {
          key_mgmt: 'WPA-EAP',
          ...method,
          identity: `"${username}"`,
          anonymous_identity: '"anonymous"',
          password: `"${password}"`,
          ca_cert: `"${path.join(work, 'certs/ca.pem')}"`,
        },
      );
    const output = await attempt();
    expect(output).toMatch(/^SUCCESS$/m);
    // eapol_test shows attributes it does not know in hexadecimal.
    expect(output).toContain(Buffer.from('20000k/100000k').toString('hex'));
    expect(output).toContain(`646d${id.replaceAll('-', '')}`);
    expect(output.slice(output.lastIndexOf('(Access-Accept)'))).not.toContain('Framed-MTU');
    await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'suspended' });
    await t.settle();
    expect(await attempt()).toMatch(/^FAILURE$/m);
    const log = await eventually('the log', async () => {
      const { items } = await t.run(radius, 'authLog', { q: username, limit: 50 });
      return items.filter((line) => line.callingStationId === '02-00-00-00-00-07').length >= 2 && items;
    });
    const byEap = log.filter((line) => line.callingStationId === '02-00-00-00-00-07');
    expect(byEap.map(({ accepted, reason }) => `${accepted} ${reason}`).sort()).toEqual([
      'false suspended',
      'true accepted',
    ]);
  });

  it('compares hashed passwords as the provider chose', async () => {
    const { username } = await account();
    const accepted = async (credentials: Attribute[]) =>
      (await login('freeradius', credentials, username)).code === code['Access-Accept'];
    // The connections it has stay open, so the new password is not needed here.
    await enable('nt_hash');
    expect(await accepted(papCredentials(password))).toBe(true);
    expect(await accepted(msChapV2Credentials(username, password))).toBe(true);
    expect(await accepted(chapCredentials(password))).toBe(false);
    expect(await accepted(papCredentials('wrong'))).toBe(false);
    await enable('salted_hash');
    expect(await accepted(papCredentials(password))).toBe(true);
    expect(await accepted(msChapV2Credentials(username, password))).toBe(false);
    expect(await accepted(papCredentials('wrong'))).toBe(false);
  });
});
