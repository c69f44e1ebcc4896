import { expect, test } from 'vitest';
import { evaluateRelations, goldOf, type Prediction, type Relate } from '../../../src/eval/index.js';

const TEXT = 'BirdNet is used for birdsong recognition on BirdCLEF. It beats Owl and Wren.';
const span = (name: string, type: string) => [TEXT.indexOf(name), TEXT.indexOf(name) + name.length, type] as const;
const SPANS = [
  span('BirdNet', 'Method'),
  span('birdsong recognition', 'Task'),
  span('BirdCLEF', 'Material'),
  span('Owl', 'Method'),
  span('Wren', 'Method'),
];
const goldWith = (...relations: [number, string, number][]) =>
  goldOf([{ id: '__proto__', abstract: TEXT, spans: SPANS, relations }])!;

/** Somebody who sees these relations wherever both ends are mentions. */
const seeing =
  (...said: [string, string, string][]): Relate =>
  (text, mentions) =>
    said.flatMap(([source, type, target]) => {
      const [a, b] = [source, target].map((name) => mentions.find(({ start, end }) => text.slice(start, end) === name));
      return a && b ? [{ source: a, type: type as 'USED_FOR', target: b }] : [];
    });
const figures = (gold: ReturnType<typeof goldWith>, relate: Relate, predictions: Prediction[] = []) =>
  Object.fromEntries(
    evaluateRelations(gold, predictions, relate).map(({ name, p, r, pred, gold: n }) => [name, [p, r, pred, n]]),
  );

test('a relation is right with both places, the kind and the direction', () => {
  const gold = goldWith([0, 'Used-For', 1], [0, 'Evaluated-With', 2], [2, 'Benchmark-For', 1]);
  const rows = figures(
    gold,
    seeing(
      ['BirdNet', 'USED_FOR', 'birdsong recognition'],
      ['BirdCLEF', 'EVALUATED_ON', 'BirdNet'],
      ['BirdNet', 'TRAINED_ON', 'BirdCLEF'],
    ),
  );
  expect(rows['USED_FOR, gold mentions']).toEqual([100, 100, 1, 1]);
  expect(rows['EVALUATED_ON, gold mentions']).toEqual([0, 0, 1, 1]);
  // TRAINED_ON does not occur in this gold: it counts on neither side.
  expect(rows['relations, gold mentions']).toEqual([50, 33.3, 2, 3]);
});

test('a comparison is right either way, and said twice it counts once', () => {
  const gold = goldWith([3, 'Compare-With', 4], [4, 'Compare-With', 3]);
  expect(figures(gold, seeing(['Wren', 'COMPARED_WITH', 'Owl']))['relations, gold mentions']).toEqual([100, 100, 1, 1]);
});

test("SciERC's relations are read by the types of their ends, some of them turned", () => {
  const gold = goldWith([2, 'EVALUATE-FOR', 0], [0, 'USED-FOR', 1], [0, 'CONJUNCTION', 3]);
  const rows = figures(
    gold,
    seeing(['BirdNet', 'EVALUATED_ON', 'BirdCLEF'], ['BirdNet', 'USED_FOR', 'birdsong recognition']),
  );
  expect(rows['relations, gold mentions']).toEqual([100, 100, 2, 2]);
});

test('end to end asks for our own mentions at the same places', () => {
  const gold = goldWith([0, 'Used-For', 1]);
  const mention = (name: string, type: string, shift = 0) => {
    const [start, end] = span(name, type);
    return { field: 'abstract', start, end: end + shift, type };
  };
  const said = seeing(['BirdNet', 'USED_FOR', 'birdsong recognition'], ['BirdNet', 'USED_FOR', 'birdsong']);
  const predicted = (mentions: unknown[]) => [{ id: '__proto__', mentions } as unknown as Prediction];
  const right = predicted([mention('BirdNet', 'Method'), mention('birdsong recognition', 'Task')]);
  const short = predicted([
    mention('BirdNet', 'Method'),
    mention('birdsong recognition', 'Task', -' recognition'.length),
  ]);
  expect(figures(gold, said, right)['relations, end to end']).toEqual([100, 100, 1, 1]);
  expect(figures(gold, said, short)['relations, end to end']).toEqual([0, 0, 1, 1]);
  expect(figures(gold, said)['relations, end to end']).toEqual([0, 0, 0, 1]);
});

test('texts are read as one where the gold joins mentions across a full stop, else by sentence', () => {
  const readings = new Set<string>();
  const asked: Relate = (_, __, reading) => {
    readings.add(reading);
    return [];
  };
  evaluateRelations(goldWith([0, 'Used-For', 1]), [], asked);
  expect([...readings]).toEqual(['by sentence']);
  readings.clear();
  evaluateRelations(goldWith([0, 'Compare-With', 3]), [], asked);
  expect([...readings]).toEqual(['as one']);
});

test('gold without relations has no rows', () => {
  expect(evaluateRelations(goldWith(), [], seeing())).toEqual([]);
});
