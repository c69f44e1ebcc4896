import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countNames, factsByPaper, numberThings } from '../../../graph/store/counts.js';
import { openStore } from '../../../graph/store/store.js';
import { extraction } from '../sample-extractions.js';

const BATCHES = 40;
const BATCH = 25;
const KILLS = 8;
const batches = Array.from({ length: BATCHES }, (_, batch) =>
  Array.from({ length: BATCH }, (_, n) => {
    const id = `arxiv:${batch}.${n}`;
    const text = `We try a [Net${n}|Method] and a [Net${batch}|Method] on [Birds${n % 7}|Dataset] with 9${n}% [accuracy|Metric].`;
    return extraction({
      id,
      text,
      relations: [[`Net${n}`, 'EVALUATED_ON', `Birds${n % 7}`]],
      results: [{ value: `9${n}%`, amount: n, metric: 'accuracy' }],
    });
  }),
);
const root = fileURLToPath(new URL('../../..', import.meta.url));
let dir = '';
let program = '';

/** A run that puts in what is missing, batch by batch, and says each. */
const RUN = `
import { readFileSync } from 'node:fs';
import { openStore } from 'STORE';
const [file, data] = process.argv.slice(2);
const store = await openStore(file, { settings: 'same' });
console.log('open');
for (const batch of JSON.parse(readFileSync(data, 'utf8'))) {
  const known = await store.has(batch.map((one) => one.paper.id));
  const missing = batch.filter((one) => !known.has(one.paper.id));
  if (missing.length) await store.add(missing);
  console.log('batch');
}
await store.close();
console.log('done');
`;

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'kill-'));
  writeFileSync(path.join(dir, 'data.json'), JSON.stringify(batches));
  writeFileSync(path.join(dir, 'run.ts'), RUN.replace('STORE', path.join(root, 'graph/store/store.ts')));
  program = path.join(dir, 'run.mjs');
  const duckdb = pathToFileURL(createRequire(import.meta.url).resolve('@duckdb/node-api')).href;
  await build({
    entryPoints: [path.join(dir, 'run.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    plugins: [
      {
        name: 'native module from here',
        setup: (setup) => setup.onResolve({ filter: /^@duckdb/ }, () => ({ path: duckdb, external: true })),
      },
    ],
  });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Runs until it ends, or is killed when it has said so many lines; with a delay in ms after the last. */
function run(file: string, killAfter: number, delay: number): Promise<string> {
  const child = spawn(process.execPath, [program, file, path.join(dir, 'data.json')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
    if (said.split('\n').length > killAfter) setTimeout(() => child.kill('SIGKILL'), delay);
  });
  return new Promise((done) => child.once('exit', () => done(said)));
}

test('killed at any moment, it holds whole papers only, and goes on to the same end', {
  timeout: 120_000,
}, async () => {
  const file = path.join(dir, 'graph.duckdb');
  const expected = new Map(batches.flat().map((one) => [one.paper.id as string, one]));
  let [papersBefore, wasCut] = [0, 0];
  for (let kill = 0; kill < KILLS; kill++) {
    const said = await run(file, 1 + kill * 3, (kill * 7) % 11);
    if (!said.includes('done')) wasCut++;
    const store = await openStore(file, { settings: 'same' });
    await numberThings(store);
    let papers = 0;
    const { texts } = await countNames(store);
    for await (const { paper, mentions, relations, results } of factsByPaper(store, texts)) {
      const whole = expected.get(paper.id)!;
      expect([mentions.length, relations.length, results.length]).toEqual([whole.mentions.length, 1, 1]);
      papers++;
    }
    expect(papers % BATCH).toBe(0);
    expect(papers).toBeGreaterThanOrEqual(papersBefore);
    papersBefore = papers;
    await store.close();
  }
  expect(wasCut).toBeGreaterThan(KILLS / 2);
  expect(await run(file, Number.POSITIVE_INFINITY, 0)).toContain('done');
  const resumed = await openStore(file);
  const straight = await openStore(':memory:');
  for (const batch of batches) await straight.add(batch);
  const all = [];
  for (const store of [resumed, straight]) {
    await numberThings(store);
    const { names, texts } = await countNames(store);
    const facts = [];
    for await (const fact of factsByPaper(store, texts)) facts.push(fact);
    all.push({ facts, names });
    await store.close();
  }
  expect(all[0]).toEqual(all[1]);
});
