import { describe, expect, test } from 'vitest';
import { buildGraph } from '../../graph/index.js';
import { type MergeOptions, mergeNames } from '../../graph/merge.js';
import { companyOf, countNames, numberThings } from '../../graph/store/counts.js';
import { openStore } from '../../graph/store/store.js';
import type { Extraction } from '../../src/types.js';
import { extraction } from './sample-extractions.js';

let next = 0;
/** Papers that each say the marked text. */
const papers = (text: string, howMany = 1): Extraction[] =>
  Array.from({ length: howMany }, () => extraction({ id: `arxiv:${1000 + next++}`, text }));

async function merged(extractions: readonly Extraction[], options: Partial<MergeOptions> = {}) {
  const store = await openStore(':memory:');
  await store.add(extractions);
  await numberThings(store);
  const counted = await countNames(store);
  const names = await mergeNames(counted, options, (things) => companyOf(store, things));
  await store.close();
  const numbers = new Map(counted.names.map(({ id, number }) => [id as string, number]));
  const home = (id: string) => names.ids[numbers.get(id)!];
  const inPaper = (id: string, one: Extraction) =>
    names.nodeOf(numbers.get(id)!, '', counted.papers.indexOf(one.paper.id));
  const sensesOf = (id: string) => names.sensesOf(numbers.get(id)!);
  return { ...names, home, inPaper, sensesOf };
}

describe('an abbreviation', () => {
  const cnn = [
    ...papers('A [convolutional neural network|Method] ([CNN|Method:convolutional neural network]).', 4),
    ...papers('We use a [CNN|Method].', 3),
  ];

  test('joins what the papers define it for, and the ledger says why', async () => {
    const { home, merges } = await merged(cnn);
    expect(home('method:cnn')).toBe('method:convolutional-neural-network');
    expect(merges.find(({ merged }) => merged === 'method:cnn')).toMatchObject({
      kept: 'method:convolutional-neural-network',
      alias: 'CNN',
      rule: 'abbreviation',
      score: 1,
      evidence: '"CNN" is defined as "convolutional neural network" in 4 of 4 papers that define it',
    });
  });

  test('keeps its own name when hardly a paper spells it out', async () => {
    const { home } = await merged([
      ...papers('[Robust Owl Nets|Method] ([RON|Method:Robust Owl Nets]).', 1),
      ...papers('[RON|Method] is good.', 20),
    ]);
    expect(home('method:robust-owl-net')).toBe('method:ron');
  });

  test('that other papers spell out otherwise stays on its own', async () => {
    const defining = papers('[sharp owl minimization|Method] ([SOM|Method:sharp owl minimization]).', 2);
    const plain = papers('[SOM|Method].', 3);
    expect((await merged([...defining, ...plain])).home('method:som')).toBe('method:sharp-owl-minimization');
    const otherwise = papers('A [small owl model|Method:SOM], and [SOM|Method] again.', 2);
    expect((await merged([...defining, ...plain, ...otherwise])).home('method:som')).toBe('method:som');
  });

  test('with two meanings, none far ahead, stays on its own', async () => {
    const { home } = await merged([
      ...papers('[adaptive owl detector|Method] ([AOD|Method:adaptive owl detector]).', 5),
      ...papers('[all-optical decoder|Method] ([AOD|Method:all-optical decoder]).', 4),
      ...papers('[AOD|Method].', 2),
    ]);
    expect(home('method:aod')).toBe('method:aod');
  });

  test('with two meanings is told by what else the paper names', async () => {
    const told = papers('[AOD|Method] finds [owls|Task] on [OwlNight|Dataset].')[0]!;
    const bare = papers('[AOD|Method].')[0]!;
    const { home, inPaper, sensesOf, merges } = await merged([
      ...papers(
        '[adaptive owl detector|Method] ([AOD|Method:adaptive owl detector]) for [owls|Task] on [OwlNight|Dataset].',
        6,
      ),
      ...papers(
        '[all-optical decoder|Method] ([AOD|Method:all-optical decoder]) for [fibre links|Task] with [FibreNet|Dataset].',
        6,
      ),
      told,
      bare,
    ]);
    expect(home('method:aod')).toBe('method:aod');
    expect(inPaper('method:aod', told)).toBe('method:adaptive-owl-detector');
    expect(inPaper('method:aod', bare)).toBe('method:aod');
    expect(sensesOf('method:aod')).toEqual(['method:adaptive-owl-detector']);
    expect(merges.some(({ evidence }) => evidence.includes('in 1 paper of 2 the other names are those of'))).toBe(true);
  });

  test('of one type means what that type defines, where the types differ', async () => {
    const { home } = await merged([
      ...papers('[masked autoencoder|Method] ([MAE|Method:masked autoencoder]).', 5),
      ...papers('[mean absolute error|Metric] ([MAE|Metric:mean absolute error]).', 6),
      ...papers('The [MAE|Metric] is low.', 4),
      ...papers('[MAE|Method] is trained.', 4),
    ]);
    expect(home('method:mae')).toBe('method:masked-autoencoder');
    expect(home('metric:mae')).toBe('metric:mean-absolute-error');
  });

  test('whose letters do not fit is not believed', async () => {
    const { home } = await merged([
      ...papers('[random owl forest|Method] ([XYZ|Method:random owl forest]).', 5),
      ...papers('[XYZ|Method].', 2),
    ]);
    expect(home('method:xyz')).toBe('method:xyz');
  });

  test('known to everybody does not obey a corpus that means something else', async () => {
    const knownAliases = 'super-resolution\tTask\tSR\n';
    const texts = [
      ...papers('[super-resolution|Task] is hard.', 3),
      ...papers('[speech recognition|Task] ([SR|Task:speech recognition]).', 4),
      ...papers('[SR|Task] of birds.', 2),
    ];
    expect((await merged(texts, { knownAliases })).home('task:sr')).toBe('task:speech-recognition');
    expect((await merged(texts.slice(0, 3).concat(texts.slice(-2)), { knownAliases })).home('task:sr')).toBe(
      'task:superresolution',
    );
  });
});

test('a short form with a meaning does not take its long form to another type', async () => {
  const knownAliases = 'success rate\tMetric\tSR\n';
  const { home } = await merged(
    [
      ...papers('The [success rate|Metric] is high.', 20),
      ...papers('A high [SR|Metric].', 1),
      ...papers('[super-resolution|Task] ([SR|Task:super-resolution]).', 4),
      ...papers('[SR|Task] of birds.', 2),
    ],
    { knownAliases },
  );
  expect(home('metric:sr')).toBe('metric:success-rate');
  expect(home('task:sr')).toBe('task:superresolution');
  expect(home('task:superresolution')).toBe('task:superresolution');
});

test('a plural joins its singular where the corpus has both', async () => {
  const { home } = await merged([
    ...papers('[event cameras|Hardware] see.', 3),
    ...papers('An [event camera|Hardware].', 2),
    ...papers('[Owl Atlas|Dataset].', 2),
  ]);
  expect(home('hardware:event-camera')).toBe(home('hardware:event-cameras'));
  expect(home('dataset:owl-atlas')).toBe('dataset:owl-atlas');
});

test('there are no chains: two versions never meet through a third name', async () => {
  const texts = [
    ...papers('[Owl Detection Net 3|Method] ([ODN3|Method:Owl Detection Net 3]).', 3),
    ...papers('[Owl Detection Net 4|Method] ([ODN|Method:Owl Detection Net 4]).', 3),
    ...papers('[ODN|Method] and [ODN3|Method] and [ODN-4|Method].', 2),
  ];
  const { home } = await merged(texts, { knownAliases: 'ODN\tMethod\tODN detector\n' });
  expect(new Set([home('method:odn3'), home('method:odn4'), home('method:odn')]).size).toBe(3);
});

test('versions stay apart, spellings of one version do not', async () => {
  const { home } = await merged([
    ...papers(
      '[GPT-3|Method], [GPT-4|Method], [ResNet-50|Method], [ResNet-101|Method], [YOLOv3|Method], [YOLOv5|Method].',
      2,
    ),
    ...papers(
      '[CIFAR-10|Dataset], [CIFAR-100|Dataset], [VQA 2.0|Dataset], [VQA-v2|Dataset], [WMT14|Dataset], [WMT 2014|Dataset].',
      2,
    ),
  ]);
  expect(home('method:gpt3')).not.toBe(home('method:gpt4'));
  expect(home('method:resnet50')).not.toBe(home('method:resnet101'));
  expect(home('method:yolov3')).not.toBe(home('method:yolov5'));
  expect(home('dataset:cifar10')).not.toBe(home('dataset:cifar100'));
  expect(home('dataset:vqa2.0')).toBe(home('dataset:vqav2'));
  expect(home('dataset:wmt14')).toBe(home('dataset:wmt2014'));
});

describe('one surface under two types', () => {
  test('goes to the common one when the other is rare, and is told', async () => {
    const { home, conflicts } = await merged([
      ...papers('[owl tracking|Task] is hard.', 9),
      ...papers('[owl tracking|Method] is used.', 1),
    ]);
    expect(home('method:owl-tracking')).toBe('task:owl-tracking');
    expect(conflicts).toEqual([
      {
        surface: 'owl tracking',
        kept: 'task:owl-tracking',
        lost: 'method:owl-tracking',
        keptPapers: 9,
        lostPapers: 1,
        decision: 'moved',
      },
    ]);
  });

  test('stands twice when both are common', async () => {
    const { home, conflicts } = await merged([
      ...papers('[owl tracking|Task] is hard.', 5),
      ...papers('[owl tracking|Method] is used.', 4),
    ]);
    expect(home('method:owl-tracking')).toBe('method:owl-tracking');
    expect(conflicts[0]).toMatchObject({ decision: 'both', keptPapers: 5, lostPapers: 4 });
  });

  test('is weighed with all its names, and by what everybody knows', async () => {
    const texts = [...papers('[owl tracking|Task].', 4), ...papers('[owl tracking|Method].', 8)];
    expect((await merged(texts)).home('task:owl-tracking')).toBe('task:owl-tracking');
    const lexicon = 'owl tracking\tTask\t\t\n';
    expect((await merged(texts, { lexicon })).home('method:owl-tracking')).toBe('method:owl-tracking');
    const rare = [...papers('[owl tracking|Task].', 4), ...papers('[owl tracking|Method].', 2)];
    expect((await merged(rare, { lexicon })).home('method:owl-tracking')).toBe('task:owl-tracking');
  });
});

describe('the user', () => {
  const texts = [
    ...papers('[barn owl net|Method] and [Tyto|Method].', 3),
    ...papers('[Transformer|Method] is good.', 2),
    ...papers('[Transformers|Method] are good.', 3),
    ...papers('[convolutional neural network|Method] ([CNN|Method:convolutional neural network]).', 2),
    ...papers('[CNN|Method] is good.', 2),
  ];

  test('joins names by aliases.csv and chooses the name', async () => {
    const { home, chosen, merges } = await merged(texts, { aliases: 'name,alias,type\nTyto,barn owl net,Method\n' });
    expect(home('method:barn-owl-net')).toBe(home('method:tyto'));
    expect(chosen.get(home('method:tyto')!)).toBe('Tyto');
    expect(merges.find(({ rule }) => rule === 'user')).toMatchObject({ evidence: 'aliases.csv:2 says so' });
  });

  test('may give a name that no paper has', async () => {
    const { home, chosen } = await merged(texts, { aliases: 'Tyto alba,Tyto,Method\nTyto alba,barn owl net,Method\n' });
    expect(home('method:tyto')).toBe('method:tyto-alba');
    expect(home('method:barn-owl-net')).toBe('method:tyto-alba');
    expect(chosen.get('method:tyto-alba')).toBe('Tyto alba');
  });

  test('undoes a merge by a pin', async () => {
    const { home } = await merged(texts, { pins: 'split,CNN,convolutional neural network\n' });
    expect(home('method:cnn')).toBe('method:cnn');
  });

  test('splits what has one key by a pin', async () => {
    const store = await openStore(':memory:');
    await store.add(texts);
    const { nodes } = await buildGraph(store, { pins: 'split,Transformer,Transformers,Method\n' });
    await store.close();
    expect(nodes.find(({ id }) => id === 'method:transformer')).toMatchObject({ name: 'Transformer', papers: 2 });
    expect(nodes.find(({ id }) => id === 'method:transformers')).toMatchObject({ name: 'Transformers', papers: 3 });
  });

  test('forces a merge by a pin, across types too', async () => {
    const { home } = await merged([...texts, ...papers('[OwlBank|Dataset].', 2)], { pins: 'merge,Tyto,OwlBank\n' });
    expect(home('dataset:owlbank')).toBe('method:tyto');
  });
});

test('the ledger names every other spelling of a thing', async () => {
  const { merges } = await merged([...papers('[ResNet-50|Method].', 2), ...papers('[ResNet50|Method].', 1)]);
  expect(merges).toEqual([
    {
      kept: 'method:resnet50',
      merged: 'method:resnet50',
      alias: 'ResNet50',
      rule: 'same-key',
      score: 1,
      evidence: '"ResNet-50" spelt otherwise in 1 paper',
      papers: [expect.stringMatching(/^arxiv:/)],
    },
  ]);
});
