import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Operation } from '#kernel/contract/contract.ts';
import type { Door } from '#kernel/contract/fields.ts';
import { doorPrefix, doorsOf } from '#kernel/http/doors.ts';
import { modules } from '#modules/list.ts';
import { journeysFolder } from '../apps/coverage/report.ts';

const results = join(import.meta.dirname, '..', 'test-results');
const screenshots = join(results, 'screenshots');

let browser: Browser | undefined;
export async function openBrowser(): Promise<Browser> {
  browser ??= await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [
      ...sparticuz.args.filter((a) => a !== '--single-process'),
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    headless: true,
  });
  return browser;
}
export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

/** Routes of every operation at its doors, the longest prefix first. */
const routes = modules.flatMap(({ contract }) =>
  Object.entries<Operation>(contract.operations).flatMap(([name, operation]) =>
    operation.for.map((door) => ({
      door,
      method: operation.method,
      key: `${door} ${contract.name}.${name}`,
      segments: `${doorPrefix[door]}${operation.path}`.split('/'),
    })),
  ),
);

/** The operation a request is, as `door module.operation`; literal segments win over parameters. */
export function operationOf(method: string, path: string, which: 'isp' | 'platform'): string | undefined {
  const segments = path.split('/');
  const doors: readonly Door[] = doorsOf[which];
  return routes
    .filter(
      (r) =>
        doors.includes(r.door) &&
        r.method === method &&
        r.segments.length === segments.length &&
        r.segments.every((s, i) => s.startsWith('{') || s === segments[i]),
    )
    .toSorted(
      (a, b) => a.segments.filter((s) => s.startsWith('{')).length - b.segments.filter((s) => s.startsWith('{')).length,
    )[0]?.key;
}

export interface Journey {
  page: Page;
  context: BrowserContext;
  /** Screenshots the page in light, dark and phone as `<journey>-<name>-<variant>.png`. */
  shots(name: string): Promise<void>;
  /** Fails on violations of WCAG 2.2 A and AA that axe finds. */
  accessible(): Promise<void>;
}

/** Cookies of who has signed in. */
const signedIn = new Map<string, Awaited<ReturnType<BrowserContext['cookies']>>>();

/**
 * Enters by the demo's button of this name, once; later journeys of the same file are that person from the start.
 * @param base path of an app that shares its port: `/tenant-portal`
 */
export async function signIn({ page, context }: Journey, who: RegExp, base = ''): Promise<void> {
  const known = signedIn.get(String(who));
  if (known) return context.addCookies(known);
  await page.goto(`${base}/login`);
  await page.getByRole('button', { name: who }).click();
  await page.waitForURL(base ? new RegExp(`${base}$`) : /\/dashboard/);
  signedIn.set(String(who), await context.cookies());
}

export interface Opened {
  /**
   * One part of what this person does, under a name of its own. What their pages call is recorded for the coverage report; a
   * page error or a failed request (5xx) fails it.
   */
  part(name: string, run: (j: Journey) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** A browser of a person's own, for one journey or for several that follow each other. @param which web port */
export async function openFor(which: 'isp' | 'platform', baseURL: string): Promise<Opened> {
  const context = await (await openBrowser()).newContext({
    baseURL,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    colorScheme: 'light',
    locale: 'en-GB',
  });
  const called = new Set<string>();
  const faults: string[] = [];
  context.on('response', (response) => {
    const url = new URL(response.url());
    const key = operationOf(response.request().method(), url.pathname, which);
    if (key && response.ok()) called.add(key);
    if (response.status() >= 500) faults.push(`${response.status()} ${response.request().method()} ${url.pathname}`);
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.stack || error.message || error.name || 'an error without a word'));
  page.setDefaultTimeout(20_000);
  mkdirSync(screenshots, { recursive: true });
  return {
    async part(name, run) {
      called.clear();
      faults.length = 0;
      try {
        await run({
          page,
          context,
          shots: (what) => shots(page, `${name}-${what}`),
          accessible: () => accessible(page),
        });
        if (faults.length > 0) throw new Error(`Faults during the journey:\n${faults.join('\n')}`);
      } catch (error) {
        await shot(page, `${name}-failed`).catch(() => {});
        throw error;
      } finally {
        record(name, called);
      }
    },
    close: () => context.close(),
  };
}

/** One person's way through the product, in a browser of their own. @param which web port */
export async function journey(
  name: string,
  which: 'isp' | 'platform',
  baseURL: string,
  run: (j: Journey) => Promise<void>,
): Promise<void> {
  const opened = await openFor(which, baseURL);
  try {
    await opened.part(name, run);
  } finally {
    await opened.close();
  }
}

const shot = (page: Page, file: string) => page.screenshot({ path: join(screenshots, `${file}.png`) });

/** As another tab of the same person would: charts are drawn anew, too. */
async function theme(page: Page, choice: 'light' | 'dark'): Promise<void> {
  await page.evaluate((chosen) => {
    localStorage.setItem('dotmac.theme', chosen);
    window.dispatchEvent(new StorageEvent('storage', { key: 'dotmac.theme' }));
  }, choice);
}

async function shots(page: Page, name: string): Promise<void> {
  await shot(page, `${name}-light`);
  await theme(page, 'dark');
  await page.waitForTimeout(100);
  await shot(page, `${name}-dark`);
  await theme(page, 'light');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForTimeout(120);
  await shot(page, `${name}-phone`);
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function accessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    return violations.map(
      (v) =>
        `${v.id}: ${v.help} (${v.nodes
          .map((n) => n.target.join(' '))
          .slice(0, 3)
          .join(' | ')})`,
    );
  });
  if (found.length > 0) throw new Error(`Accessibility of ${page.url()}:\n${found.join('\n')}`);
}

/** A file each: several browsers may be under way. */
function record(name: string, called: Set<string>): void {
  const folder = join(results, '..', journeysFolder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify([...called].toSorted(), null, 2)}\n`);
}
