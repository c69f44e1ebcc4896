import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countNames, factsByPaper, numberThings } from '../../../graph/store/counts.js';
import { openStore, type Store } from '../../../graph/store/store.js';
import { STORE_VERSION } from '../../../graph/store/tables.js';
import type { Extraction, Paper, PaperId } from '../../../src/types.js';
import { BIRDS, extraction } from '../sample-extractions.js';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'store-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** All the store says, as one value to compare. */
async function told(store: Store) {
  await numberThings(store);
  const { names, texts } = await countNames(store);
  const facts = [];
  for await (const fact of factsByPaper(store, texts)) facts.push(fact);
  return { counts: names, facts };
}

async function filled(batches: readonly (readonly Extraction[])[]) {
  const store = await openStore(':memory:');
  for (const batch of batches) await store.add(batch);
  const all = await told(store);
  await store.close();
  return all;
}

test('what goes in comes out, a paper at a time in order of id', async () => {
  const store = await openStore(':memory:');
  expect(await store.add([BIRDS[2]!, BIRDS[0]!, BIRDS[1]!])).toEqual({ added: 3, same: 0, conflicts: 0 });
  const { facts } = await told(store);
  expect(facts.map(({ paper }) => paper.id)).toEqual(['arxiv:2401.00001', 'arxiv:2402.00002', 'doi:10.5555/wren']);
  expect(facts[0]!.paper).toEqual(
    Object.fromEntries(Object.entries(BIRDS[0]!.paper).filter(([field]) => field !== 'origin')),
  );
  expect(facts[0]!.mentions.map(({ text }) => text)).toEqual(BIRDS[0]!.mentions.map(({ text }) => text));
  expect(facts[0]!.relations).toHaveLength(4);
  expect(facts[0]!.results[0]).toMatchObject({ value: '93.2%', amount: 93.2, inferred: ['method'] });
  expect(facts[2]!.results).toEqual([]);
  await store.close();
});

test('names are counted by papers and by mentions', async () => {
  const { counts } = await filled([BIRDS]);
  const cnn = counts.find(({ id }) => id === 'method:cnn')!;
  expect(cnn).toMatchObject({ papers: 1, surfaces: [{ text: 'CNN', papers: 1, mentions: 2 }] });
  const long = counts.find(({ id }) => id === 'method:convolutional-neural-network')!;
  expect(long.definitions).toEqual([{ short: 'CNN', papers: 1, examples: ['arxiv:2401.00001'] }]);
});

test('putting the same in twice changes nothing', async () => {
  const store = await openStore(':memory:');
  await store.add(BIRDS);
  const before = await told(store);
  expect(await store.add(BIRDS)).toEqual({ added: 0, same: 3, conflicts: 0 });
  expect(await told(store)).toEqual(before);
  await store.close();
});

describe('the same paper with different texts', () => {
  const base = { id: 'arxiv:1', title: 'Finches' };
  const short = extraction({ ...base, text: 'A [BERT|Method] of finches.', paper: { doi: '10.5555/x' } });
  const long = extraction({ ...base, text: 'A longer text on [GPT|Method].', year: 2021 });
  const equal = extraction({ ...base, text: 'A longer text on [CNN|Method].', year: 2020, paper: { venue: 'Aviary' } });
  const versions = [short, long, equal];
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ].map((order) => order.map((at) => versions[at]!));

  test.each(orders.map((order) => [order]))('one wins in every order, enriched by the others (%#)', async (order) => {
    const apart = await filled(order.map((one) => [one]));
    const together = await filled([order]);
    expect(together).toEqual(apart);
    expect(apart.facts).toHaveLength(1);
    expect(apart.facts[0]!.paper).toMatchObject({
      abstract: 'A longer text on CNN.',
      doi: '10.5555/x',
      year: 2020,
      venue: 'Aviary',
    });
    expect(apart.counts.map(({ id }) => id)).toEqual(['method:cnn']);
  });

  test('conflicts are counted', async () => {
    const store = await openStore(':memory:');
    expect(await store.add([short])).toEqual({ added: 1, same: 0, conflicts: 0 });
    expect(await store.add([long, long])).toEqual({ added: 0, same: 1, conflicts: 1 });
    await store.close();
  });

  test('sifting asks for an extraction only where the text is new or better', async () => {
    const store = await openStore(':memory:');
    await store.add([long]);
    const other = extraction({ id: 'arxiv:2', text: 'On [GPT|Method].' }).paper;
    const better: Paper = { ...long.paper, abstract: `${long.paper.abstract} And more.` };
    const sifted = await store.sift([short.paper, other, long.paper, other]);
    expect(sifted).toEqual({ missing: [other], same: 2, conflicts: 1 });
    expect((await told(store)).facts[0]!.paper).toMatchObject({ doi: '10.5555/x', year: 2021 });
    expect((await store.sift([better])).missing).toEqual([{ ...better, doi: '10.5555/x' }]);
    await store.close();
  });
});

test('has() tells known from unknown, hostile ids included', async () => {
  const store = await openStore(':memory:');
  const hostile = extraction({ id: "id:__proto__'); DROP TABLE papers; --", text: 'A [constructor|Method].' });
  await store.add([hostile, BIRDS[0]!]);
  const known = await store.has([hostile.paper.id, BIRDS[0]!.paper.id, 'arxiv:none' as PaperId]);
  expect(known).toEqual(new Set([hostile.paper.id, BIRDS[0]!.paper.id]));
  expect((await store.has([])).size).toBe(0);
  await store.close();
});

test('a forgotten paper is gone with all it said', async () => {
  const store = await openStore(':memory:');
  await store.add(BIRDS);
  expect(await store.forget('arxiv:2401.00001')).toBe(true);
  expect(await store.forget('arxiv:2401.00001')).toBe(false);
  expect(await told(store)).toEqual(await filled([BIRDS.slice(1)]));
  await store.close();
});

test('skips are noted once', async () => {
  const store = await openStore(':memory:');
  const skip = { origin: 'a.jsonl:3', reason: 'no abstract', detail: 'no text', cure: 'add one' } as const;
  await store.addSkips([skip, skip]);
  await store.addSkips([skip, { ...skip, origin: 'a.jsonl:4' }]);
  expect(await store.skips()).toEqual([skip, { ...skip, origin: 'a.jsonl:4' }]);
  expect(await store.stats()).toMatchObject({ papers: 0, skips: 2, version: STORE_VERSION });
  await store.close();
});

test("a file that is read again takes its old skips with it, and no other file's", async () => {
  const store = await openStore(':memory:');
  const skip = (origin: string) => ({ origin, reason: 'unreadable', detail: 'x', cure: 'y' }) as const;
  const origins = ['a.jsonl', 'a.jsonl:9', 'a.jsonl:10', 'a.jsonl:10[2]', 'a.jsonl.gz:3', 'b.jsonl:1'];
  await store.addSkips(origins.map(skip).reverse());
  expect((await store.skips()).map(({ origin }) => origin)).toEqual(origins);
  await store.addSkips([skip('a.jsonl:7')], ['a.jsonl']);
  expect((await store.skips()).map(({ origin }) => origin)).toEqual(['a.jsonl:7', 'a.jsonl.gz:3', 'b.jsonl:1']);
  await store.addSkips([], ['b.jsonl', "x'; DROP TABLE skips; --"]);
  expect(await store.skips()).toHaveLength(2);
  await store.close();
});

test('several may ask at once', async () => {
  const store = await openStore(':memory:');
  const many = Array.from({ length: 20 }, (_, n) => extraction({ id: `arxiv:${n}`, text: `A [Net${n}|Method].` }));
  await Promise.all(many.map((one) => store.add([one])));
  expect((await store.stats()).papers).toBe(20);
  await store.close();
});

test('a question nobody reads, or reads to its end, does not hold the store', async () => {
  const file = path.join(dir, 'asked.duckdb');
  const store = await openStore(file);
  await store.add(BIRDS);
  store.query('SELECT * FROM mentions');
  store.query('SELECT nothing FROM nowhere');
  const begun = store.query('SELECT * FROM papers');
  expect((await begun.next()).value?.rows).toBe(BIRDS.length);
  await store.close();
  const again = await openStore(file);
  expect((await again.stats()).papers).toBe(BIRDS.length);
  await again.close();
});

test('a lone surrogate keeps its place, so that offsets hold', async () => {
  const { facts } = await filled([[extraction({ id: 'arxiv:1', text: 'Odd \ud800 text with [BERT|Method].' })]]);
  const { paper, mentions } = facts[0]!;
  expect(paper.abstract.slice(mentions[0]!.start, mentions[0]!.end)).toBe('BERT');
});

test('Parquet files hold the tables', async () => {
  const store = await openStore(':memory:');
  await store.add(BIRDS);
  const files = await store.exportParquet(path.join(dir, "it's here"));
  expect(files.map((file) => path.basename(file))).toContain('mentions.parquet');
  expect(readdirSync(path.join(dir, "it's here")).sort()).toEqual(files.map((file) => path.basename(file)).sort());
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const mentions = files.find((file) => file.endsWith('mentions.parquet'))!.replaceAll("'", "''");
  const rows = (await connection.runAndReadAll(`SELECT count(*) FROM '${mentions}'`)).getRows();
  expect(Number(rows[0]![0])).toBe(BIRDS.reduce((sum, { mentions }) => sum + mentions.length, 0));
  connection.closeSync();
  instance.closeSync();
  await store.close();
});

describe('the file', () => {
  const open = (options = {}) => openStore(path.join(dir, 'graph.duckdb'), options);

  test('keeps what it holds; --fresh starts over', async () => {
    const first = await open();
    await first.add(BIRDS);
    await first.close();
    const second = await open();
    expect((await second.stats()).papers).toBe(3);
    await second.close();
    const third = await open({ fresh: true });
    expect((await third.stats()).papers).toBe(0);
    await third.close();
  });

  test('a second run on it is told that it is in use', async () => {
    const store = await open();
    await expect(open()).rejects.toMatchObject({ code: 'OUTPUT_BUSY' });
    await expect(open({ fresh: true })).rejects.toMatchObject({ code: 'OUTPUT_BUSY' });
    const script = `import('@duckdb/node-api').then(({DuckDBInstance}) => DuckDBInstance.create(process.argv[1])).then(() => { console.log('open'); setInterval(() => {}, 1000); })`;
    await store.close();
    const other = spawn(process.execPath, ['--input-type=module', '-e', script, path.join(dir, 'graph.duckdb')]);
    await new Promise((done) => other.stdout.once('data', done));
    await expect(open({ fresh: true })).rejects.toMatchObject({
      code: 'OUTPUT_BUSY',
      problem: `is in use by another run (process ${other.pid})`,
    });
    other.kill('SIGKILL');
    await new Promise((done) => other.once('exit', done));
    await (await open()).close();
  });

  test('of the first version is brought up to date, with all it holds', async () => {
    const store = await open();
    await store.add(BIRDS);
    const before = await told(store);
    await store.close();
    const instance = await DuckDBInstance.create(path.join(dir, 'graph.duckdb'));
    const connection = await instance.connect();
    for (const statement of [
      'ALTER TABLE papers DROP COLUMN other_ids',
      'DROP TABLE conflicts',
      'UPDATE store SET version = 1',
    ])
      await connection.run(statement);
    connection.closeSync();
    instance.closeSync();
    const opened = await open();
    expect(await told(opened)).toEqual(before);
    expect(await opened.add(BIRDS)).toMatchObject({ added: 0, same: BIRDS.length });
    expect(await opened.conflicts()).toEqual([]);
    expect((await opened.stats()).version).toBe(STORE_VERSION);
    await opened.close();
  });

  test('of a newer release is refused, and not changed', async () => {
    await (await open()).close();
    const instance = await DuckDBInstance.create(path.join(dir, 'graph.duckdb'));
    const connection = await instance.connect();
    await connection.run(`UPDATE store SET version = ${STORE_VERSION + 1}`);
    connection.closeSync();
    instance.closeSync();
    await expect(open()).rejects.toMatchObject({ code: 'STORE_VERSION' });
    await (await open({ fresh: true })).close();
    await (await open()).close();
  });

  test('made with other settings is refused, unless it is empty', async () => {
    await (await open({ settings: 'a' })).close();
    const store = await open({ settings: 'b' });
    await store.add(BIRDS);
    await store.close();
    await expect(open({ settings: 'c' })).rejects.toMatchObject({ code: 'STORE_VERSION' });
    await (await open({ settings: 'b' })).close();
    await (await open()).close();
  });

  test.each([
    ['text', 'this is no database, only words'],
    ['nothing', ''],
  ])('that holds %s is never taken for a store', async (_, content) => {
    writeFileSync(path.join(dir, 'graph.duckdb'), content);
    if (content === '') await (await open()).close();
    else {
      await expect(open()).rejects.toMatchObject({ code: 'STORE_UNREADABLE' });
      expect(statSync(path.join(dir, 'graph.duckdb')).size).toBe(content.length);
      await (await open({ fresh: true })).close();
    }
    expect(existsSync(path.join(dir, 'graph.duckdb'))).toBe(true);
  });

  test('of another program is left alone', async () => {
    const instance = await DuckDBInstance.create(path.join(dir, 'graph.duckdb'));
    const connection = await instance.connect();
    await connection.run('CREATE TABLE sales (amount INTEGER)');
    connection.closeSync();
    instance.closeSync();
    await expect(open()).rejects.toMatchObject({ code: 'STORE_UNREADABLE' });
  });

  test('in a folder that cannot be is one clear line', async () => {
    writeFileSync(path.join(dir, 'file'), '');
    await expect(openStore(path.join(dir, 'file', 'graph.duckdb'))).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
  });
});
