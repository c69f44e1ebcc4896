import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { relateMentions } from '../../../src/fact/classified.js';
import { writeJudge } from '../../../src/fact/judge.js';
import { writePairModel } from '../../../src/fact/pair-model.js';
import { readRelationModel, writeRelationModel } from '../../../src/fact/relation-model.js';

const bytes = new Uint8Array(readFileSync(new URL('../../../models/relations.bin', import.meta.url)));
const both = readRelationModel(bytes);
const model = both.pairs;

/** "[BERT|Method] for [parsing|Task]" → relations in words. */
function relate(marked: string): string[] {
  const mentions: { start: number; end: number; type: string; text: string }[] = [];
  let text = '';
  for (const [, before, name, type] of marked.matchAll(/([^[]*)(?:\[([^|]+)\|(\w+)\])?/g)) {
    text += before;
    if (!name) continue;
    mentions.push({ start: text.length, end: text.length + name.length, type: type!, text: name });
    text += name;
  }
  return relateMentions(text, mentions, model).map(
    ({ source, type, target }) => `${mentions[source]!.text} ${type} ${mentions[target]!.text}`,
  );
}

test.each([
  ['We use [BERT|Method] for [relation extraction|Task].', 'BERT USED_FOR relation extraction'],
  ['We evaluate [BERT|Method] on the [SQuAD|Dataset] dataset.', 'BERT EVALUATED_ON SQuAD'],
  ['[BERT|Method] was trained on [Wikipedia|Dataset].', 'BERT TRAINED_ON Wikipedia'],
  ['[SQuAD|Dataset] is a benchmark for [question answering|Task].', 'SQuAD BENCHMARK_FOR question answering'],
  ['[long short-term memory|Method] ([LSTM|Method]) networks are old.', 'long short-term memory SAME LSTM'],
  ['[BERT|Method] outperforms [ELMo|Method].', 'BERT COMPARED_WITH ELMo'],
])('%s', (marked, relation) => {
  expect(relate(marked)).toContain(relation);
});

test('types that are never joined are not', () => {
  expect(relate('[accuracy|Metric] on the [V100|Hardware]')).toEqual([]);
});

test('a model is written as it was read', () => {
  expect(Buffer.from(writeRelationModel(writePairModel(both.pairs), writeJudge(both.judge))).equals(bytes)).toBe(true);
});

test('bytes that are no model are refused with a cure', () => {
  expect(() => readRelationModel(bytes.subarray(0, 1000))).toThrow(/relations\.bin: it has only 1000 bytes/);
  expect(() => readRelationModel(new Uint8Array(64))).toThrow(/no relation model/);
});
