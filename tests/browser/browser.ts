/** Real Chromium for tests: where it is, how it is started, and what happens where it is missing. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { KnowledgeGraph } from '../../graph/schema.js';
import { type PageOptions, type ViewerApp, writePage } from '../../viz/page.js';

const PLACES = [
  process.env.PAPERGRAPH_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const FLAGS = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
];
const APP = 'dist/viz/app';

/** The browser's path, or `null` after one line on what is skipped; under CI its absence is a failure. */
export function findBrowser(suite: string): string | null {
  const place = PLACES.find((candidate) => candidate && existsSync(candidate));
  if (place) return place;
  const line = `${suite}: skipped, no Chromium here. Install one (apt-get install chromium) or name it in PAPERGRAPH_CHROMIUM`;
  if (process.env.CI === 'true') throw new Error(line);
  console.warn(line);
  return null;
}

export function openBrowser(place: string, flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: place, args: [...FLAGS, ...flags] });
}

export function builtApp(): ViewerApp {
  const read = (name: string) => readFileSync(join(APP, name), 'utf8');
  return { js: read('app.js'), css: read('app.css'), html: read('index.html') };
}

/** Writes the page of a graph to disk and gives its file address. */
export function pageFile(graph: KnowledgeGraph, options: Partial<PageOptions> = {}): string {
  const file = join(mkdtempSync(join(tmpdir(), 'papergraph-page-')), 'graph.html');
  writeFileSync(file, [...writePage(graph, builtApp(), options)].join(''));
  return pathToFileURL(file).href;
}

export interface Visit {
  readonly page: Page;
  /** Everything that should never happen: script errors, requests, violations of the policy, dialogs. */
  readonly faults: string[];
}

/** Opens an address offline, on a desktop's screen unless told otherwise, and waits until the page is ready. */
export async function visit(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options, offline: true });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && request.url().split('#')[0] !== address.split('#')[0])
      faults.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  await page.waitForFunction(() => document.body.dataset.ready !== undefined);
  return { page, faults };
}
