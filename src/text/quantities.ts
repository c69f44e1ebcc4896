/**
 * Figures with their unit: "93.2%", "8 A100 GPUs", "3.5 days", "4x to 8x".
 */

export interface Quantity {
  readonly start: number;
  readonly end: number;
  /** As written, unit and range included. */
  readonly text: string;
  /** In `unit`, never rescaled; the lower end of a range. */
  readonly amount: number;
  /** The upper end of a range, else null. */
  readonly upper: number | null;
  /** One spelling for each unit (`%`, `points`, `x`, `FPS`, `days`, `GPUs`, …); empty when none is written. */
  readonly unit: string;
}

/**
 * @param text  one sentence or one field; positions count in it
 * @returns in reading order, without overlap; figures inside names ("ResNet-50", "F1", "3D") are none
 */
export function findQuantities(text: string): Quantity[] {
  const found: Quantity[] = [];
  NUMBER.lastIndex = 0;
  for (let match = NUMBER.exec(text); match !== null; match = NUMBER.exec(text)) {
    const quantity = quantityAt(text, match.index, match);
    if (quantity === null) continue;
    found.push(quantity);
    NUMBER.lastIndex = quantity.end;
  }
  return found;
}

const DIGITS = '(?:\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?|\\.\\d+)';
const WORDS =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|sixteen|twenty|thirty|fifty|hundred|single|half|several|dozen';
const NUMBER = new RegExp(`(?<![\\w.,@])(?:[-+−±]|<|>)?${DIGITS}|\\b(?:${WORDS})\\b`, 'gi');
const WORD_VALUES: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  sixteen: 16,
  twenty: 20,
  thirty: 30,
  fifty: 50,
  hundred: 100,
  single: 1,
  half: 0.5,
  dozen: 12,
}; // prettier-ignore

/** `pattern` is tried right behind the figure, first match wins: longer ones stand first. */
const UNITS: readonly (readonly [unit: string, pattern: string])[] = [
  ['% points', '\\s?(?:%|percent|percentage)\\s?-?(?:points?|pts?|p)\\b|\\s?p\\.p\\.'],
  ['% relative', '\\s?% relative\\b'],
  ['%', '\\s?(?:(?:%|\\\\%)(?: percent\\b)?|percent\\b|per cent\\b)'],
  ['points', '\\s?-?(?:(?:absolute|BLEU|F1|AP|mAP|mIoU|ROUGE|accuracy|LAS|UAS) )?points?\\b|\\s?pp\\b|\\s?pts?\\b'],
  ['orders of magnitude', ' orders? of magnitude\\b'],
  ['x', '\\s?[x×](?![\\w×])|X(?![\\w×])|\\s?-?fold\\b|\\s?(?:times|folds)\\b(?! ?series)'],
  ['FPS', '\\s?-?(?:FPS|fps|frames(?: per |/)(?:second|sec|s)\\b)'],
  ['per second', '(?: [a-z]+)?(?: per |/)(?:second|sec|s)\\b'],
  ['Hz', '\\s?Hz\\b'],
  ['kHz', '\\s?kHz\\b'],
  ['MHz', '\\s?MHz\\b'],
  ['GHz', '\\s?GHz\\b'],
  ['dB', '\\s?dBm?\\b'],
  ['GFLOPs', '\\s?-?(?:GFLOPs?|GFLOPS|GMACs?|GMac|[GB] (?:FLOPs|MACs|MAdds?)|[GB](?= multiply-adds))\\b'],
  ['MFLOPs', '\\s?-?(?:MFLOPs?|MFLOPS|MMACs?|M FLOPs|M MACs|M MAdds?|M(?= multiply-adds))\\b'],
  ['TFLOPs', '\\s?-?(?:TFLOPs?|TFLOPS|TOPS|T FLOPs)\\b'],
  ['PFLOPs', '\\s?-?(?:PFLOPs?|PFLOPS|petaflops?)\\b'],
  ['FLOPs', '\\s?-?(?:FLOPs?|FLOPS)\\b'],
  ['B parameters', '(?:\\s?B|[ -]billion)[ -](?:trainable |learnable |model )?param(?:eter)?s?\\b'],
  ['M parameters', '(?:\\s?M|[ -]million)[ -](?:trainable |learnable |model )?param(?:eter)?s?\\b'],
  ['K parameters', '(?:\\s?[kK]|[ -]thousand)[ -](?:trainable |learnable |model )?param(?:eter)?s?\\b'],
  ['parameters', ' (?:trainable |learnable |model )?param(?:eter)?s\\b'],
  ['B tokens', '(?:\\s?B|[ -]billion)[ -]tokens\\b'],
  ['M tokens', '(?:\\s?M|[ -]million)[ -]tokens\\b'],
  ['TB', '\\s?-?TB\\b'],
  ['GB', '\\s?-?(?:GB|GiB|Gb|gigabytes?)\\b'],
  ['MB', '\\s?-?(?:MB|MiB|megabytes?)\\b'],
  ['KB', '\\s?-?(?:KB|kB|KiB|kilobytes?)\\b'],
  ['GPU hours', '[ -]?(?:[A-Z]\\w+ )?GPU[ -]?h(?:ou)?rs?\\b'],
  ['GPU days', '[ -]?(?:[A-Z]\\w+ )?GPU[ -]?days?\\b'],
  ['TPU hours', '[ -]?(?:TPUv?\\d? ?)(?:core[ -]?)?h(?:ou)?rs?\\b'],
  ['ms', '\\s?-?(?:ms|msec|milliseconds?)\\b'],
  ['µs', '\\s?-?(?:[µμ]s|us|microseconds?)\\b'],
  ['ns', '\\s?-?(?:ns|nanoseconds?)\\b'],
  ['seconds', "\\s?-?(?:seconds?|secs?|s)\\b(?![-'])"],
  ['minutes', '\\s?-?(?:minutes?|mins?)\\b'],
  ['hours', "\\s?-?(?:hours?|hrs?|h)\\b(?![-'])"],
  ['days', '[ -]?days?\\b'],
  ['weeks', '[ -]?weeks?\\b'],
  ['months', '[ -]?months?\\b'],
  ['years', '[ -]?years?\\b'],
  [
    'GPUs',
    '(?:x|×)?[ -]?(?:(?:(?:NVIDIA|Nvidia|AMD|GeForce|Tesla|Quadro|RTX|GTX|GTX|TITAN|Titan|Xp?|V100|A100|H100|P100|K80|T4|[A-Z]?\\d{2,4}(?:Ti|0Ti)?|\\d{1,2} ?GB|Ti|high-end|commodity|consumer|desktop|modern)[ -]?){0,6})GPUs?\\b',
  ],
  ['TPUs', '[ -]?(?:Google |Cloud )?TPU(?:s| ?v\\d)?(?: (?:chips|cores|pods?))?\\b'],
  ['CPUs', '[ -]?(?:CPU )?(?:CPUs?|CPU cores|cores)\\b'],
  ['mW', '\\s?mW\\b'],
  ['kW', '\\s?kW\\b'],
  ['W', '\\s?(?:W|watts?)\\b'],
  ['mJ', '\\s?mJ\\b'],
  ['J', '\\s?(?:J|joules?)\\b'],
  ['km', '\\s?km\\b'],
  ['mm', '\\s?mm\\b'],
  ['cm', '\\s?cm\\b'],
  ['bits', '[ -]?bits?\\b'],
  ['B', '\\s?B\\b|[ -]billion\\b'],
  ['M', '\\s?M\\b|[ -]million\\b'],
  ['K', '\\s?[kK]\\b|[ -]thousand\\b'],
];
const UNIT = new RegExp(UNITS.map(([, pattern]) => `(${pattern})`).join('|'), 'y');
/** A word is a figure only before a unit that is counted: "two GPUs", "three times", but not "one of". */
const COUNTED = new Set([
  'x',
  'GPUs',
  'TPUs',
  'CPUs',
  'hours',
  'days',
  'weeks',
  'months',
  'years',
  'minutes',
  'seconds',
  'orders of magnitude',
  'points',
  '% points',
  '%',
  'M',
  'B',
  'K',
]); // prettier-ignore
const RANGE = new RegExp(`\\s?(?:--?|–|—|to|and|~)\\s?(${DIGITS})`, 'y');
const SPREAD = new RegExp(`\\s?(?:±|\\+/-|\\+-)\\s?${DIGITS}`, 'y');
const POWER = /\s?(?:[×x·*]\s?10\s?\^?\s?\(?|[eE])([-−+]?\d{1,3})\)?(?![\w.])/y;

function quantityAt(text: string, at: number, match: RegExpExecArray): Quantity | null {
  const written = match[0];
  const start = isSign(written[0]!) && /[\w)\]]/.test(text[at - 1] ?? '') ? at + 1 : at;
  let end = at + written.length;
  const isWord = /[a-z]/i.test(written);
  // "COVID-19", "top-5", "CIFAR-10": the figure is part of a name.
  if (!isWord && start > at && /[A-Za-z]/.test(text[at - 1] ?? '')) return null;
  if (!isWord && at > 0 && text[at - 1] === '-' && /[A-Za-z]/.test(text[at - 2] ?? '')) return null;

  let amount = isWord ? (WORD_VALUES[written.toLowerCase()] ?? Number.NaN) : numberOf(text.slice(start, end));
  if (!isWord) {
    const power = matchAt(POWER, text, end);
    if (power) {
      // Written out, so that 1e-4 is 0.0001 to the last bit.
      const scaled = Number(`${amount}e${numberOf(power[1]!)}`);
      amount = Number.isNaN(scaled) ? amount * 10 ** numberOf(power[1]!) : scaled;
      end += power[0].length;
    }
    end += matchAt(SPREAD, text, end)?.[0].length ?? 0;
  }
  let unit = unitAt(text, end);
  let upper: number | null = null;
  if (!isWord) {
    const range = matchAt(RANGE, text, unit ? unit.end : end);
    if (range) {
      const rangeEnd = (unit ? unit.end : end) + range[0].length;
      const rangeUnit = unitAt(text, rangeEnd);
      const high = numberOf(range[1]!);
      const lead = text.slice(Math.max(0, start - 16), start);
      // "ranging from 0.71 to 0.99", whichever end is named first.
      const ranges = /\brang(?:es?|ing|ed) (?:from|between) $/.test(lead) && /to|and/.test(range[0]);
      const isRange =
        ranges ||
        (high > amount && (unit ? rangeUnit?.unit === unit.unit : rangeUnit !== null || /[-–—]/.test(range[0])));
      const joins = !/and/.test(range[0]) || /\b(?:between|from)\s*$/.test(lead);
      if (isRange && joins && !/[\w]/.test(text[rangeUnit?.end ?? rangeEnd] ?? '')) {
        upper = high;
        unit = rangeUnit;
        end = rangeEnd;
      }
    }
  }
  if (unit) end = unit.end;
  else if (/[\w]/.test(text[end] ?? '')) return null;
  else if (/^-[A-Za-z]/.test(text.slice(end, end + 2)) && !isWord) return null;
  if (isWord && (unit === null || !COUNTED.has(unit.unit) || Number.isNaN(amount))) return null;
  // "four point correspondences"
  if (isWord && unit !== null && /points?/.test(unit.unit) && /point$/.test(text.slice(start, end))) return null;
  const first = text[start] === '<' || text[start] === '>' ? start + 1 : start;
  return { start: first, end, text: text.slice(first, end), amount, upper, unit: unit?.unit ?? '' };
}

const isSign = (character: string): boolean => /[-+−±<>]/.test(character);

function numberOf(written: string): number {
  return Number(written.replace(/[,<>±+]/g, '').replace('−', '-'));
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function unitAt(text: string, at: number): { unit: string; end: number } | null {
  const match = matchAt(UNIT, text, at);
  if (!match) return null;
  const which = match.findIndex((group, index) => index > 0 && group !== undefined) - 1;
  return { unit: UNITS[which]![0], end: at + match[0].length };
}
