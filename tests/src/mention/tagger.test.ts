import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LABELS } from '../../../src/mention/labels.js';
import { loadTagger } from '../../../src/mention/tagger.js';
import { readTaggerFile, type TaggerFile, writeTaggerFile } from '../../../src/mention/tagger-file.js';
import { segment } from '../../../src/text/segment.js';

const L = LABELS.length;
const tiny: TaggerFile = {
  styles: ['birds', 'papergraph'],
  clusters: { hashes: Uint32Array.of(7), groups: Uint16Array.of(1, 2, 3), mostlyLower: Uint8Array.of(1) },
  step: 0.5,
  transitions: new Float32Array((L + 1) * L).fill(0.25),
  keys: Int32Array.of(-5, 9),
  weights: new Int8Array(2 * L).fill(3),
  deltas: new Map([
    ['birds', { keys: Int32Array.of(9), weights: new Int8Array(L).fill(-1) }],
    ['papergraph', { keys: new Int32Array(0), weights: new Int8Array(0) }],
  ]),
  balance: { papergraph: [0.5] },
  calibration: { papergraph: [0, 0.5, 1] },
};

describe('the file of weights', () => {
  test('is read as it was written', () => expect(readTaggerFile(writeTaggerFile(tiny))).toEqual(tiny));

  test('may lie anywhere in a larger buffer', () => {
    const bytes = writeTaggerFile(tiny);
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect(readTaggerFile(larger.subarray(3))).toEqual(tiny);
  });

  test.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['nothing', () => new Uint8Array(0)],
    ['text', () => new TextEncoder().encode('not a tagger at all')],
    ['half of it', (bytes) => bytes.slice(0, bytes.length / 2)],
    ['all but the end', (bytes) => bytes.slice(0, -8)],
    ['a damaged header', (bytes) => bytes.with(8, 0)],
  ])('%s is refused with a cure', (_, damage) => {
    expect(() => loadTagger(damage(writeTaggerFile(tiny)))).toThrow(expect.objectContaining({ code: 'BAD_MODEL' }));
  });
});

test('a style that the weights do not know is a wrong option', () => {
  expect(() => loadTagger(writeTaggerFile(tiny)).tag(segment('abstract', 'a bird'), [], { style: 'fish' })).toThrow(
    expect.objectContaining({ code: 'BAD_OPTION' }),
  );
});

const shipped = new URL('../../../models/tagger.bin', import.meta.url);
describe('the shipped weights', () => {
  const tagger = loadTagger(new Uint8Array(readFileSync(shipped)));
  const found = (text: string, style?: string) => {
    const sentences = segment('abstract', text);
    return tagger.tag(sentences, [], style ? { style } : {}).map(({ sentence, from, to, type }) => {
      const { tokens } = sentences[sentence]!;
      return `${text.slice(tokens[from]!.start, tokens[to - 1]!.end)}|${type}`;
    });
  };

  test('find names in a sentence of their own', () => {
    expect(found('We present SparrowNet, a convolutional neural network for birdsong recognition.')).toEqual([
      'SparrowNet|Method',
      'convolutional neural network|Method',
      'birdsong recognition|Task',
    ]);
  });

  test('follow the guideline that is asked for', () => {
    expect(found('All models were trained on an NVIDIA GeForce RTX 2080 Ti GPU.', 'enerex').join()).toContain(
      '|Hardware',
    );
    expect(found('Our method is a new algorithm.', 'scier')).toEqual([]);
  });

  test('weigh at most 6 MB and load at once', () => {
    const bytes = new Uint8Array(readFileSync(shipped));
    expect(bytes.length).toBeLessThan(6_000_000);
    const began = performance.now();
    loadTagger(bytes).tag(segment('abstract', 'A bird.'), []);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test('find the same after a sentence longer than any before', () => {
    const text = 'We present SparrowNet, a convolutional neural network for birdsong recognition.';
    const before = found(text);
    expect(found('and so it was, and then '.repeat(500))).toEqual([]);
    expect(found(text)).toEqual(before);
  });

  test('do not mind hostile text', () => {
    for (const text of ['__proto__ constructor', '\u0000\ud800 (((', 'a'.repeat(5000), '- - - /', ')', '.'])
      expect(() => tagger.tag(segment('abstract', text), [])).not.toThrow();
  });
});
