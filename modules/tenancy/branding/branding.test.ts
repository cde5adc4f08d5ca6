import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { afterAll, describe, expect, test } from 'vitest';
import { folderFiles, startFiles } from '#kernel/files.ts';
import { httpManners } from '#kernel/http/rest.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { testIdentity } from '#modules/identity/testing.ts';
import { modules } from '#modules/list.ts';
import { branding } from './contract.ts';
import { brandingRoutes } from './http.ts';
import { accentContrast, accentRefusal, contrast, inkOn, legibleAccent, ownAccent } from './rules.ts';
import { svgRefusal } from './svg.ts';

const folder = mkdtempSync(join(tmpdir(), 'dotmac-brand-'));
startFiles(folderFiles(folder));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const t = await testIdentity(modules);
const web = Fastify();
httpManners(web);
brandingRoutes(web, { kernel: t.kernel, tenants: t.tenants, identify: t.identity.identify });

const unset = {
  productName: null,
  companyName: null,
  supportEmail: null,
  supportPhone: null,
  colourLight: null,
  colourDark: null,
  termsUrl: null,
  privacyUrl: null,
};
const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  Buffer.from([0, 0, 0, 64, 0, 0, 0, 16, 8, 6, 0, 0, 0]),
  Buffer.alloc(20),
]).toString('base64');
const svg = (inside: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${inside}</svg>`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('colours', () => {
  test('are measured as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    for (const hex of ['#000000', '#767676', '#777777', '#ffd400', '#ffffff', '#ff0000'])
      expect(contrast(inkOn(hex), hex)).toBeGreaterThanOrEqual(4.5);
  });
  test('that cannot be read are told with the nearest that can', () => {
    expect(accentRefusal('#ffd400', 'light')).toMatch(/#ffd400 has a contrast of 1\.\d:1 on the light pages/);
    for (const theme of ['light', 'dark'] as const) {
      expect(accentRefusal(ownAccent[theme], theme)).toBeUndefined();
      for (const hex of ['#ffd400', '#222222', '#ff5a1f', '#00a37a'])
        expect(accentContrast(legibleAccent(hex, theme), theme)).toBeGreaterThanOrEqual(4.5);
    }
  });
  test('that cannot be read are refused by the service, naming the field', async () => {
    await expect(t.run(branding, 'update', { ...unset, colourLight: '#ffd400' })).rejects.toMatchObject({
      code: 'invalid',
      field: 'colourLight',
    });
    await expect(t.run(branding, 'update', { ...unset, colourDark: '#222222' })).rejects.toMatchObject({
      field: 'colourDark',
    });
  });
});

test.each([
  ['<script>alert(1)</script>', /<script>/],
  ['<path d="M0 0" onclick="x()"/>', /onclick/],
  ['<use href="https://evil.test/x.svg#a"/>', /outside itself/],
  ['<path style="fill:url(https://evil.test)"/>', /elsewhere/],
  ['<foreignObject><b/></foreignObject>', /foreignObject/],
  ['<g><SCRIPT/></g>', /SCRIPT/],
  ['<rect/><blink></blink>', /blink/],
  ['<rect width="<"/>', /./],
])('an SVG with %s is refused', (inside, why) => expect(svgRefusal(svg(inside))).toMatch(why));
test('an SVG of shapes is taken', () => {
  expect(svgRefusal(svg('<!-- logo --><g fill="url(#a)"><path d="M0 0h9v9z"/><use href="#x"/></g>'))).toBeUndefined();
  expect(svgRefusal('<!DOCTYPE svg [<!ENTITY x "y">]><svg/>')).toMatch(/entity/);
});

describe('what a provider sets', () => {
  test('is what anyone sees before sign-in, by short name; another provider is not touched', async () => {
    await t.run(branding, 'update', {
      ...unset,
      productName: 'Alpha Fibre',
      supportEmail: 'help@alpha.test',
      colourLight: '#0b6e4f',
      termsUrl: 'https://alpha.test/terms',
    });
    const browser = t.browser('isp');
    const { status, body } = await browser.get('/api/v1/customer/branding?provider=alpha');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      slug: 'alpha',
      productName: 'Alpha Fibre',
      companyName: 'Alpha',
      colourLight: '#0b6e4f',
    });
    expect(Object.keys(body).toSorted()).toEqual(Object.keys((await browser.get('/api/v1/branding')).body).toSorted());
    expect((await browser.get('/api/v1/branding?provider=beta')).body).toMatchObject({
      productName: 'Beta',
      colourLight: null,
    });
    expect((await browser.get('/api/v1/branding?provider=nobody')).body).toMatchObject({ productName: 'DotMac' });
    expect((await browser.get('/api/v1/settings/branding')).status).toBe(401);
  });

  test('needs the right to change it', async () => {
    const reader = t.as({ permissions: ['tenancy.branding:read'] });
    await t.run(branding, 'get', {}, reader);
    await expect(t.run(branding, 'update', unset, reader)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('shows its pictures to anyone, under their hash, and nothing that could run', async () => {
    const { logoLight } = await t.run(branding, 'upload', { which: 'logoLight', contentBase64: png });
    await t.run(branding, 'upload', { which: 'favicon', contentBase64: base64(svg('<rect width="9" height="9"/>')) });
    const shown = await web.inject({ url: logoLight! });
    expect(shown.headers).toMatchObject({ 'content-type': 'image/png', 'x-content-type-options': 'nosniff' });
    expect(shown.headers['content-security-policy']).toContain('sandbox');
    expect(shown.rawPayload.toString('base64')).toBe(png);
    expect((await web.inject({ url: '/brand/beta/logoLight/0000' })).statusCode).toBe(404);
    for (const [which, content] of [
      ['logoLight', base64(svg('<script/>'))],
      ['logoLight', base64('GIF89a')],
      ['logoLight', Buffer.concat([Buffer.from(png, 'base64'), Buffer.alloc(262_144)]).toString('base64')],
      ['favicon', Buffer.concat([Buffer.from(png, 'base64'), Buffer.alloc(70_000)]).toString('base64')],
    ] as const)
      await expect(t.run(branding, 'upload', { which, contentBase64: content })).rejects.toMatchObject({
        code: 'invalid',
        field: 'contentBase64',
      });
  });

  test('is in the manifest the portal is installed by', async () => {
    const manifest = await web.inject({ url: '/customer-portal/manifest.webmanifest?provider=alpha' });
    expect(manifest.json()).toMatchObject({ name: 'Alpha Fibre', theme_color: '#0b6e4f', lang: 'en' });
    expect(manifest.json().icons[0].src).toMatch(/^\/brand\/alpha\/favicon\//);
  });

  test('is in its mails: name, colour, footer and where answers go', async () => {
    const { id } = await t.asSystem(mail, 'queue', {
      template: 'service-resumed',
      to: 'ada@mail.test',
      values: { customerName: 'Ada', planName: 'Home', subscriptionNumber: 'S-1' },
    });
    const letter = await t.asSystem(mail, 'letter', { id });
    expect(letter).toMatchObject({ fromName: 'Alpha Fibre', replyTo: 'help@alpha.test' });
    expect(letter.html).toContain('/brand/alpha/logoLight/');
    expect(letter.html).toContain('https://alpha.test/terms');
    expect(letter.text).toMatch(/-- \nAlpha\nhelp@alpha\.test/);
  });

  test('is what documents are made with', async () => {
    expect(await t.asSystem(branding, 'brandingOf', {})).toMatchObject({
      productName: 'Alpha Fibre',
      companyName: 'Alpha',
      colour: '#0b6e4f',
      onColour: '#ffffff',
      logo: { which: 'logoLight', mediaType: 'image/png' },
    });
    const { body } = await t.asSystem(branding, 'image', { which: 'logoLight' });
    expect(Buffer.from(body).toString('base64')).toBe(png);
    await t.run(branding, 'removeImage', { which: 'logoLight' });
    expect(await t.asSystem(branding, 'brandingOf', {})).toMatchObject({ logo: null });
  });
});
