/** Precision, recall and their mean, in percent with one decimal. */
export interface Figures {
  readonly p: number;
  readonly r: number;
  readonly f1: number;
  readonly pred: number;
  readonly gold: number;
}
/** One named line of a table. */
export interface Row extends Figures {
  readonly name: string;
}

/**
 * @param right      predictions that are right
 * @param found      gold that is found; the same unless several predictions may be right for one gold
 */
export function figuresOf(right: number, pred: number, gold: number, found = right): Figures {
  const p = pred ? right / pred : 0;
  const r = gold ? found / gold : 0;
  const f = p + r ? (2 * p * r) / (p + r) : 0;
  return { p: percent(p), r: percent(r), f1: percent(f), pred, gold };
}

/** One decimal, rounded as `toFixed` rounds. */
export const percent = (share: number): number => Number((100 * share).toFixed(1));

/** A prediction with its confidence, judged. */
export interface Judged {
  readonly confidence: number;
  readonly right: boolean;
}
/** Predictions of like confidence: how sure they are on average, and how many of them are right. */
export interface CalibrationRow {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** Percent. */
  readonly confidence: number;
  /** Percent. */
  readonly right: number;
}

/** Ten bins from 0 to 1; empty ones are left out. */
export function calibrationOf(judged: readonly Judged[]): CalibrationRow[] {
  return Array.from({ length: 10 }, (_, bin) => {
    const here = judged.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === bin);
    const sum = here.reduce((total, { confidence }) => total + confidence, 0);
    return {
      from: bin / 10,
      to: (bin + 1) / 10,
      n: here.length,
      confidence: percent(here.length ? sum / here.length : 0),
      right: percent(here.length ? here.filter(({ right }) => right).length / here.length : 0),
    };
  }).filter(({ n }) => n > 0);
}
