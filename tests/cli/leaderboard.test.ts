import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toCsv } from '../../cli/commands/leaderboard.js';
import { toJsonl } from './papers.js';
import { run, temporaryFolder } from './run.js';

let folder: ReturnType<typeof temporaryFolder>;
let out: string;
beforeAll(async () => {
  folder = temporaryFolder();
  out = join(folder.dir, 'out');
  const papers = [
    ['AlexNet', '57.1'],
    ['ResNet-50', '76.1'],
    ['EfficientNet-B7', '84.3'],
  ].map(([method, value], i) => ({
    id: `p${i}`,
    title: `${method} for image classification`,
    abstract: `We study ${method} for image classification. ${method} achieves ${value}% top-1 accuracy on ImageNet. The code is available to everybody who asks for it.`,
    year: 2012 + i,
  }));
  writeFileSync(join(folder.dir, 'papers.jsonl'), toJsonl(papers));
  expect((await run(['build', join(folder.dir, 'papers.jsonl'), '-o', out, '--quiet'])).code).toBe(0);
});
afterAll(() => folder.remove());

test('rows are best first, each with its sentence', async () => {
  const { stdout } = await run(['leaderboard', out, '--dataset', 'imagenet', '--metric', 'Top-1 accuracy', '--json']);
  const rows = JSON.parse(stdout);
  expect(rows.map((row: { value: string }) => row.value)).toEqual(['84.3%', '76.1%', '57.1%']);
  expect(rows[0]).toMatchObject({ method: 'EfficientNet-B7', rank: 1, year: 2014 });
  expect(rows[0].sentence).toContain('84.3% top-1 accuracy on ImageNet');
});

test('a table for people, values for a spreadsheet', async () => {
  expect((await run(['leaderboard', out])).stdout).toMatch(/^ImageNet: .*\n {2}84\.3%/);
  expect((await run(['leaderboard', out, '--csv'])).stdout).toMatch(/^dataset,metric,task,rank,value/);
});

test('a row says what its sentence does not say itself', async () => {
  const papers = [
    {
      id: 'p0',
      title: 'ResNet-50 for image classification',
      abstract:
        'We evaluate ResNet-50 on ImageNet. ResNet-50 achieves 76.1% top-1 accuracy. The code is available to everybody who asks for it.',
      year: 2015,
    },
  ];
  const dir = join(folder.dir, 'inferred');
  writeFileSync(join(folder.dir, 'one.jsonl'), toJsonl(papers));
  await run(['build', join(folder.dir, 'one.jsonl'), '-o', dir, '--quiet']);
  const [row] = JSON.parse((await run(['leaderboard', dir, '--json'])).stdout);
  expect(row).toMatchObject({ dataset: 'ImageNet', value: '76.1%', method: 'ResNet-50', inferred: 'dataset' });
  expect((await run(['leaderboard', dir])).stdout).toContain('(inferred: dataset)');
});

test('an unknown dataset is said in one line with its cure', async () => {
  const { code, stderr } = await run(['leaderboard', out, '--dataset', 'NoSuchSet']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/--dataset: no dataset called "NoSuchSet"/);
});

test('a hostile cell is no formula', () => {
  const row = {
    dataset: '=cmd()',
    metric: 'a"b',
    task: '',
    rank: 1,
    value: '-1',
    method: '',
    paper: '',
    year: null,
    sentence: 'x,y',
    inferred: '',
  };
  expect(toCsv([row]).split('\r\n')[1]).toBe(`'=cmd(),"a""b",,1,'-1,,,,"x,y",`);
});
