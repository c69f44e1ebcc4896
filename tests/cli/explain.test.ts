import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toJsonl } from './papers.js';
import { run, temporaryFolder } from './run.js';

let folder: ReturnType<typeof temporaryFolder>;
let out: string;
let file: string;
beforeAll(async () => {
  folder = temporaryFolder();
  out = join(folder.dir, 'out');
  file = join(folder.dir, 'papers.jsonl');
  const abstracts = [
    'We train a convolutional neural network (CNN) for image classification. It reaches 80.1% accuracy on ImageNet.',
    'A CNN is trained for image classification on ImageNet. The CNN reaches 81.3% accuracy, which is better than ResNet-50.',
    'We compare ResNet50 and ResNet-101 for image classification on ImageNet. ResNet-101 reaches 82.5% accuracy there.',
  ];
  const papers = abstracts.map((abstract, i) => ({
    id: `p${i}`,
    title: `Study number ${i}`,
    abstract,
    year: 2012 + i,
  }));
  writeFileSync(file, toJsonl(papers));
  expect((await run(['build', file, '-o', out, '--quiet'])).code).toBe(0);
});
afterAll(() => folder.remove());

test('a node is explained by any of its names: rules, papers, sentences', async () => {
  const { stdout, code } = await run(['explain', 'CNN', out]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^convolutional neural network {2}Method {2}method:/i);
  expect(stdout).toMatch(/(known-alias|abbreviation) \d\.\d\d: /);
  expect(stdout).toContain('sentences:');
  const { stdout: json } = await run(['explain', 'resnet 50', out, '--json']);
  const [{ node, merges, variants }] = JSON.parse(json);
  expect(node.id).toBe('method:resnet50');
  expect(merges.map(({ alias, rule }: { alias: string; rule: string }) => [alias, rule])).toContainEqual([
    'ResNet50',
    'same-key',
  ]);
  expect(variants.join()).toContain('ResNet-101');
});

test('a name that nobody has is one line with what is near', async () => {
  const { stderr, code } = await run(['explain', 'neural netwok', out]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/no node has the name "neural netwok"\. Near it: .*neural network/);
});

test('a pin undoes the merge, and a rebuild obeys without extracting', async () => {
  const pins = join(folder.dir, 'pins.csv');
  writeFileSync(pins, 'split,CNN,convolutional neural network\n');
  const { code, stdout } = await run(['build', file, '-o', out, '--pins', pins, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).papers).toMatchObject({ new: 0, total: 3 });
  const { stdout: explained } = await run(['explain', 'CNN', out, '--json']);
  expect(JSON.parse(explained).map(({ node }: { node: { id: string } }) => node.id)).toContain('method:cnn');
});
