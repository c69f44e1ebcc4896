import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePapers, toJsonl } from './papers.js';
import { CLI, finished, run } from './run.js';

const papers = makePapers(3);
let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'papergraph-check-'));
  mkdirSync(join(dir, 'in'));
  writeFileSync(join(dir, 'in', 'a.jsonl'), `${toJsonl(papers)}{"title": "Only a title"}\n{"broken\n`);
  const bytes = Buffer.from(`@article{x, title = {Birds X}, abstract = {${papers[0]!.abstract}}}\n`);
  bytes[bytes.indexOf('X')] = 0xff;
  writeFileSync(join(dir, 'in', 'b.bib'), bytes);
  writeFileSync(join(dir, 'in', 'c.json'), '');
});
afterAll(() => rmSync(dir, { recursive: true }));

test('check tells format, records, papers and what was not taken, file by file, and writes nothing', async () => {
  const { stdout, stderr, code } = await run(['check', join(dir, 'in')]);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/)),
  ).toEqual([
    ['format', 'records', 'papers', 'not taken', 'file'],
    ['jsonl', '5', '3', '1 no abstract, 1 unreadable', join(dir, 'in', 'a.jsonl')],
    ['bibtex', '1', '1', '1 mended: bytes', join(dir, 'in', 'b.bib')],
    ['?', '0', '0', '1 unreadable', join(dir, 'in', 'c.json')],
  ]);
  expect(stderr).toMatch(/3 files {2}4 papers/);
  expect(code).toBe(0);
  expect(readdirSync(dir)).toEqual(['in']);
});

test('--list-skips names every one, --json gives them to programs, --strict counts', async () => {
  const { stdout } = await run(['check', join(dir, 'in'), '--list-skips']);
  for (const said of [
    'a.jsonl:4: no abstract: ',
    'a.jsonl:5: unreadable: ',
    'b.bib:1: 1 byte that is no UTF-8',
    'c.json: ',
  ])
    expect(stdout).toContain(`\n${said}`);
  const json = (await run(['check', join(dir, 'in'), '--json'])).stdout.trim().split('\n');
  expect(json.map((line) => JSON.parse(line))).toMatchObject([
    { format: 'jsonl', papers: 3, skips: [{ origin: 'a.jsonl:4' }, { origin: 'a.jsonl:5' }] },
    { format: 'bibtex', papers: 1, mends: [{ flaw: 'bytes' }] },
    { format: null, papers: 0 },
  ]);
  expect((await run(['check', join(dir, 'in'), '--strict'])).code).toBe(3);
});

test('a slow reader of the pipe gets every line', async () => {
  const lines = Array.from({ length: 600 }, (_, i) => JSON.stringify({ title: `Only a title, number ${i}` }));
  writeFileSync(join(dir, 'many.jsonl'), lines.join('\n'));
  const gate = join(dir, 'gate');
  execFileSync('mkfifo', [gate]);
  const pipeline = '"$1" "$2" check "$3" --list-skips | { read go < "$4"; cat; }';
  const child = spawn('sh', ['-c', pipeline, 'sh', process.execPath, CLI, join(dir, 'many.jsonl'), gate]);
  // All is said by then, and it is more than a pipe holds.
  await once(child.stderr!, 'data');
  writeFileSync(gate, 'go\n');
  const { stdout } = await finished(child);
  expect(stdout.length).toBeGreaterThan(65_536);
  expect(stdout.trimEnd().split('\n')).toHaveLength(602);
});

test('a build lists what it did not read, in the report and by stats --list-skips, and forgets what was mended', async () => {
  const out = join(dir, 'out');
  const twice = { ...papers[0]!, id: 'other', doi: '10.1000/a', year: papers[0]!.year + 1 };
  writeFileSync(join(dir, 'd.jsonl'), toJsonl([{ ...papers[0]!, doi: '10.1000/a' }, twice]));
  const built = await run(['build', join(dir, 'in'), join(dir, 'd.jsonl'), '-o', out]);
  expect(built.stderr).toContain('1 contradiction between records of one paper (1 year): what says more stays');
  const exported = join(dir, 'exported');
  await run(['export', out, '--format', 'report', '-o', exported]);
  for (const folder of [out, exported]) {
    const report = readFileSync(join(folder, 'REPORT.md'), 'utf8');
    expect(report).toContain('- `a.jsonl:4`: no abstract');
    expect(report).toMatch(/\| year \| \d{4} \| \d{4} \|/);
  }
  expect((await run(['stats', out, '--list-skips'])).stdout).toMatch(
    /^a\.jsonl:4: no abstract.*\na\.jsonl:5: unreadable/,
  );
  writeFileSync(join(dir, 'in', 'a.jsonl'), toJsonl(papers));
  await run(['build', join(dir, 'in', 'a.jsonl'), '-o', out]);
  expect((await run(['stats', out, '--list-skips'])).stdout).toMatch(/^c\.json: unreadable.*\n$/);
});
