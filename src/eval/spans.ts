import { type CalibrationRow, calibrationOf, figuresOf, type Judged, type Row } from './figures.js';
import { OUR_TYPES, type Prediction, type SpanGold } from './gold.js';

export const SPAN_TYPES: readonly string[] = ['Method', 'Dataset', 'Metric', 'Task'];

type Place = readonly [start: number, end: number, type: string];

/**
 * Mention spans of the abstracts against gold: same start, end and type, or the same type and at least one character
 * in common. Papers without a prediction count as empty.
 *
 * @param types  those that the gold annotates; all else is left out on both sides
 */
export function scoreSpans(
  gold: readonly SpanGold[],
  predictions: ReadonlyMap<string, Prediction>,
  types: readonly string[] = SPAN_TYPES,
): { rows: Row[]; calibration: CalibrationRow[] } {
  const counts = new Map(types.map((type) => [type, emptyCount()]));
  const judged: Judged[] = [];
  for (const record of gold) {
    const all = record.spans.map(
      ([start, end, type]): Place => [start, end, Object.hasOwn(OUR_TYPES, type) ? OUR_TYPES[type]! : type],
    );
    const mentions = predictions.get(record.id)?.mentions.filter(({ field }) => field === 'abstract') ?? [];
    for (const [type, count] of counts) {
      const golds = all.filter((place) => place[2] === type);
      const found = mentions.filter((mention) => mention.type === type);
      const places = found.map(({ start, end }): Place => [start, end, type]);
      const keys = new Set(golds.map(keyOf));
      count.pred += places.length;
      count.gold += keys.size;
      count.exact += new Set(places.map(keyOf).filter((key) => keys.has(key))).size;
      count.overPred += places.filter((place) => overlapsOne(place, golds)).length;
      count.overGold += golds.filter((place) => overlapsOne(place, places)).length;
      for (const { start, end, confidence } of found)
        judged.push({ confidence, right: keys.has(keyOf([start, end, type])) });
    }
  }
  const total = emptyCount();
  for (const count of counts.values())
    for (const key of Object.keys(total) as (keyof Count)[]) total[key] += count[key];
  const rows = [...counts, ['all', total] as const].flatMap(([name, c]): Row[] => [
    { name: `${name} exact`, ...figuresOf(c.exact, c.pred, c.gold) },
    { name: `${name} overlap`, ...figuresOf(c.overPred, c.pred, c.gold, c.overGold) },
  ]);
  return { rows, calibration: calibrationOf(judged) };
}

interface Count {
  exact: number;
  overPred: number;
  overGold: number;
  pred: number;
  gold: number;
}
const emptyCount = (): Count => ({ exact: 0, overPred: 0, overGold: 0, pred: 0, gold: 0 });
const keyOf = (place: Place) => `${place[0]},${place[1]}`;
const overlapsOne = (place: Place, others: readonly Place[]) =>
  others.some((other) => place[0] < other[1] && other[0] < place[1]);
