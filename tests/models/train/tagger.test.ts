import { beforeAll, describe, expect, test } from 'vitest';
import { buildClusters } from '../../../models/train/clusters.js';
import { type Example, exampleOf, ownExample } from '../../../models/train/corpora.js';
import { buildTagger, calibrationOf, measure } from '../../../models/train/tagger.js';
import { clusterWords, trainVectors } from '../../../models/train/vectors.js';
import type { WordClusters } from '../../../src/mention/features.js';
import { LABELS, mayFollow } from '../../../src/mention/labels.js';
import { loadTagger } from '../../../src/mention/tagger.js';
import { findAbbreviations } from '../../../src/text/abbreviations.js';
import { segment } from '../../../src/text/segment.js';

/** "We train [SparrowNet|Method] …" to text and spans. */
function marked(text: string): { abstract: string; spans: [number, number, string][] } {
  const spans: [number, number, string][] = [];
  let abstract = '';
  for (const part of text.split(/(\[[^\]]*\])/)) {
    const [name = '', type] = part.startsWith('[') ? part.slice(1, -1).split('|') : [part];
    if (type) spans.push([abstract.length, abstract.length + name.length, type]);
    abstract += name;
  }
  return { abstract, spans };
}

const METHODS = [
  'SparrowNet',
  'FinchFormer',
  'OwlGAN',
  'WrenBERT',
  'HeronVAE',
  'DoveMix',
  'RookCRF',
  'LarkLSTM',
  'SwiftMLP',
  'TernRNN',
];
const DATASETS = ['BirdCLEF', 'NestBank', 'SongSet', 'FeatherQA', 'BeakCOCO', 'PlumeNews', 'EggBench', 'WingTrees'];
const TASKS = ['song recognition', 'nest detection', 'species classification', 'flight prediction', 'egg counting'];
const pick = (list: readonly string[], i: number) => list[i % list.length]!;

const sentences = (n: number, from = 0) =>
  Array.from({ length: n }, (_, k) => {
    const i = k + from;
    const [m, d, t] = [pick(METHODS, i * 3 + 1), pick(DATASETS, i * 5 + 2), pick(TASKS, i)];
    return [
      `We propose [${m}|Method], a method for [${t}|Task].`,
      `Experiments on the [${d}|Dataset] dataset show that [${m}|Method] sings better than the others.`,
      i % 8 < 4
        ? `The problem of [${t}|Task] is hard, and we tackle it with [${m}|Method].`
        : `Trials show that [${m}|Method] sings better than the others.`,
      `On [${d}|Dataset], it wins by far.`,
    ][i % 4]!;
  });
const corpus = (style: string, texts: readonly string[], keep?: string): Example[] =>
  texts.map((text, i) => {
    const { abstract, spans } = marked(text);
    return exampleOf(style, {
      id: `${style}-${i}`,
      abstract,
      spans: spans.filter(([, , type]) => !keep || type === keep),
    });
  });

const small = {
  minCount: 1,
  rows: 5000,
  first: { epochs: 4, averaged: 2, rate: 0.1, dropout: 0.3, l2: 0 },
  second: { epochs: 6, averaged: 3, rate: 0.1, dropout: 0.3, l2: 0 },
};
const NO_CLUSTERS: WordClusters = {
  hashes: new Uint32Array(0),
  groups: new Uint16Array(0),
  mostlyLower: new Uint8Array(0),
};

const tagged = (bytes: Uint8Array, text: string, style?: string) => {
  const sentences = segment('abstract', text);
  return loadTagger(bytes)
    .tag(sentences, findAbbreviations(sentences), style ? { style } : {})
    .map(({ sentence, from, to, type }) => {
      const { tokens } = sentences[sentence]!;
      return `${text.slice(tokens[from]!.start, tokens[to - 1]!.end)}|${type}`;
    });
};

describe('a small training', () => {
  let bytes: Uint8Array;
  // One corpus annotates methods and tasks with us, the other datasets alone: the joint model must know all three.
  const train = [
    ...corpus(
      'birds',
      sentences(60).filter((s) => !s.includes('Dataset')),
    ),
    ...corpus('heddes', sentences(60, 7), 'Dataset'),
  ];
  const dev = corpus(
    'birds',
    sentences(12, 300).filter((s) => !s.includes('Dataset')),
  );
  beforeAll(() => {
    bytes = buildTagger(train, dev, NO_CLUSTERS, small).bytes;
  });

  test('names that were never seen are found by their surroundings', () => {
    expect(tagged(bytes, 'We propose KiteNet, a method for tail detection.', 'birds')).toEqual([
      'KiteNet|Method',
      'tail detection|Task',
    ]);
    expect(
      tagged(bytes, 'Experiments on the GullBank dataset show that SparrowNet sings better than the others.', 'heddes'),
    ).toContain('GullBank|Dataset');
  });

  test('what a corpus does not annotate is not learnt as nothing', () => {
    expect(tagged(bytes, 'Experiments on the NestBank dataset show that OwlGAN sings better than the others.')).toEqual(
      ['NestBank|Dataset', 'OwlGAN|Method'],
    );
  });

  test('the same seed gives the same bytes', () => {
    expect(buildTagger(train, dev, NO_CLUSTERS, small).bytes).toEqual(bytes);
    expect(buildTagger(train, dev, NO_CLUSTERS, { ...small, seed: 2 }).bytes).not.toEqual(bytes);
  });

  test('figures are those of texts that were held out', () => {
    const all = measure(bytes, dev).find(({ type }) => type === 'all')!;
    expect(all.gold).toBe(dev.flatMap(({ gold }) => gold).length);
    expect(all.f1).toBeGreaterThan(90);
  });

  test('confidence lies between 0 and 1', () => {
    const sentences = segment('abstract', 'We propose KiteNet, a method for tail detection. Oddly, nests.');
    const spans = loadTagger(bytes).tag(sentences, []);
    expect(spans.length).toBeGreaterThan(0);
    for (const { confidence } of spans) expect(confidence).toBeGreaterThanOrEqual(0);
    for (const { confidence } of spans) expect(confidence).toBeLessThanOrEqual(1);
  });
});

describe('labels of an example', () => {
  const allowedOf = (example: Example) =>
    Array.from(example.allowed[0]!, (bits) => LABELS.filter((_, l) => (bits >> l) & 1).join(' '));

  test('inside a span only its type, elsewhere O and the types that the corpus is silent on', () => {
    const example = exampleOf('scier', { id: 'x', ...marked('[Owl nets|Method] fly') });
    const silent = 'B-Metric I-Metric B-Hardware I-Hardware B-Other I-Other B-Generic I-Generic B-Material I-Material';
    expect(allowedOf(example)).toEqual(['B-Method', 'I-Method', `O ${silent}`]);
  });

  test('an optional thing of ours may be found or not', () => {
    const example = ownExample('papergraph', 'x', '', 'owls fly', [
      { field: 'abstract', start: 0, end: 4, type: 'Task', optional: true },
    ]);
    expect(allowedOf(example)[0]).toContain('B-Task');
    expect(allowedOf(example)[0]).toContain('O ');
    expect(allowedOf(example)[0]).not.toContain('B-Method');
  });

  test('a span inside an earlier one says nothing more', () => {
    const example = exampleOf('scier', {
      id: 'x',
      abstract: 'deep owl nets',
      spans: [
        [0, 13, 'Method'],
        [5, 8, 'Task'],
      ],
    });
    expect(allowedOf(example)).toEqual(['B-Method', 'I-Method', 'I-Method']);
  });

  test('inside labels follow their own type', () => {
    expect(mayFollow(LABELS.indexOf('B-Task'), LABELS.indexOf('I-Task'))).toBe(true);
    expect(mayFollow(LABELS.indexOf('B-Method'), LABELS.indexOf('I-Task'))).toBe(false);
    expect(mayFollow(LABELS.indexOf('O'), LABELS.indexOf('I-Task'))).toBe(false);
    expect(mayFollow(LABELS.indexOf('I-Task'), LABELS.indexOf('B-Task'))).toBe(true);
  });
});

describe('word vectors', () => {
  const papers = Array.from({ length: 300 }, (_, i) => ({
    id: String(i),
    title: '',
    abstract: `the ${['owl', 'wren', 'finch'][i % 3]} sings at ${['dawn', 'dusk', 'noon'][i % 3 === 0 ? 1 : i % 3]} . a ${['stone', 'brick', 'rock'][i % 3]} falls down hard`,
  }));
  const options = { dimensions: 12, minCount: 5, window: 3, negatives: 4, epochs: 20, seed: 3 };

  test('words of like surroundings fall into one group, whatever the run', () => {
    const vectors = trainVectors(papers, options);
    expect(trainVectors(papers, options)).toEqual(vectors);
    const groups = clusterWords(vectors, 2, 1);
    const of = (word: string) => groups[vectors.words.indexOf(word)];
    expect(of('stone')).toBe(of('brick'));
    expect(of('owl')).toBe(of('wren'));
    expect(of('owl')).not.toBe(of('stone'));
  });

  test('rare words have no vector, and each word is found by its hash', () => {
    const vectors = trainVectors([...papers, { id: 'x', title: '', abstract: 'kingfisher' }], options);
    expect(vectors.words).not.toContain('kingfisher');
    const clusters = buildClusters(vectors, 1);
    expect(clusters.hashes).toHaveLength(vectors.words.length);
    expect([...clusters.hashes]).toEqual([...clusters.hashes].sort((a, b) => a - b));
  });
});

test('calibration never falls, and is the share of right ones', () => {
  const shares = Array.from({ length: 2000 }, (_, i) => ({
    share: (i % 100) / 100,
    right: (i * 7919) % 1000 < (i % 100) * 5,
  }));
  const table = calibrationOf(shares);
  expect(table).toHaveLength(21);
  for (let k = 1; k < table.length; k++) expect(table[k]!).toBeGreaterThanOrEqual(table[k - 1]!);
  expect(table[16]!).toBeGreaterThan(0.3);
  expect(table[16]!).toBeLessThan(0.5);
});
