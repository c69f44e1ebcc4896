/**
 * What is known of a stretch of text that may be a name, wherever it stands: whether it names anything at all, under which key it
 * is counted, and where in it the name lies.
 */
import { nameKey } from '../text/name-key.js';
import { ownCopy } from '../text/word-form.js';
import type { EntityType } from '../types.js';
import { type Generic, singularWord } from './patterns.js';
import { FUNCTION_WORDS } from './words.js';

export interface Surface {
  readonly text: string;
  readonly lower: string;
  /** Figures and small words alone, versions, conferences, too many words. */
  readonly isNothing: boolean;
  /** "trajectory prediction benchmarks". */
  readonly isCollection: boolean;
  /** "faster at 113 FPS", "orders of magnitude faster", "GB of memory": what is measured stands in it beside how much. */
  readonly holdsFigure: boolean;
  /** One word in lower case. */
  readonly isPlainWord: boolean;
  /** Null: nobody has asked yet. */
  key: string | null;
  /** {@link namesNothing} under the lists {@link judgedFor}. */
  namesNothing: boolean;
  judgedFor: Generic | null;
}

/** The same few stretches are met again and again; a corpus of junk must not fill the memory. */
const MEMORY = 24_000;
const surfaces = new Map<string, Surface>();

export function surfaceOf(text: string): Surface {
  const known = surfaces.get(text);
  if (known !== undefined) return known;
  if (surfaces.size >= MEMORY) surfaces.clear();
  const surface = readSurface(ownCopy(text));
  surfaces.set(surface.text, surface);
  return surface;
}

function readSurface(text: string): Surface {
  const lower = text.toLowerCase();
  return {
    text,
    lower,
    isNothing:
      isFigures(text) || VERSION.test(text) || VENUES.has(lower) || REMAINS.has(lower) || GAIN_ALONE.test(lower),
    isCollection: /(?:benchmark|dataset)s?$/.test(lower),
    holdsFigure: HOLDS_FIGURE.test(text),
    isPlainWord: /^[a-z]+$/.test(text),
    key: null,
    namesNothing: true,
    judgedFor: null,
  };
}

const HOLDS_FIGURE =
  /^(?:[GMT]B|(?:\d[\d.]*\s?)?(?:[GMT]i?B of|times|fold|x|×)) |\b(?:faster|slower|smaller)\b.*\d|\d.*\b(?:faster|slower|smaller)\b|\borders? of magnitude\b/;

/** No name of the annotated papers has more words. */
const MOST_WORDS = 12;

/** Figures and small words alone: "12 of 3"; and what is too long for a name. */
function isFigures(text: string): boolean {
  const words = text.split(' ');
  return words.length > MOST_WORDS || !words.some((word) => /\p{L}/u.test(word) && !FUNCTION_WORDS.has(word));
}

/** Versions and places of publication are no data: "V1", "v2.0", "FAccT". */
const VERSION = /^v\d+(?:\.\d+)*$/i;
const VENUES = new Set(
  'facct sigir corl icra iros siggraph wacv bmvc aistats uai colt arxiv neurips nips icml iclr cvpr iccv eccv'.split(
    ' ',
  ),
);

/** What stays of a phrase whose noun the tagger did not take. */
const REMAINS = new Set(
  `large-scale small-scale end-to-end real-world open-ended state-of-the-art fine-tuned fine-tune single-layer multi-layer
  memory-efficient cost-efficient communication-efficient long-form low-resource high-quality high-resolution high-dimensional
  long-term single-view multi-view re-train sub-task sub-tasks`.split(/\s+/),
);

/** "by 7.7 points absolute improvement": how much better, not in what. */
const GAIN_ALONE =
  /^(?:(?:percentage )?points? )?(?:(?:absolute|relative|average|mean|overall|percentage|significant|further|additional|consistent|substantial) )?(?:improvement|gain|increase|boost)s?$/;

export function namesNothing(surface: Surface, generic: Generic): boolean {
  if (surface.judgedFor !== generic) {
    const { lower, isNothing } = surface;
    surface.namesNothing = isNothing || generic.never.has(lower) || generic.never.has(singularWord(lower));
    surface.judgedFor = generic;
  }
  return surface.namesNothing;
}

/** The key under which all spellings of the name are counted together. */
export const keyOf = (surface: Surface): string => (surface.key ??= nameKey(surface.text));

/**
 * Where the name within a text lies: "(RIM", "CNN)", "basis (LIB)" and a quote without its pair lose what hangs over.
 *
 * @param ours  whether our guideline says what belongs to a name; corpora differ, and the tagger has learnt how: only what
 *   hangs over is taken off
 */
export function mendedSpan(
  { text }: Surface,
  type: EntityType,
  ours: boolean,
): { readonly from: number; readonly to: number } {
  let from = (ours && LEADS[type]?.exec(text)?.[0].length) || 0;
  let to = text.length;
  while (
    from < to - 1 &&
    (isQuote(text[from]!) || text[from] === '(' || text[from] === ' ') &&
    !closesLater(text, from, to)
  )
    from++;
  if (type === 'Metric') to = withoutFigure(text, to, ours);
  const open = text.indexOf('(', from);
  const close = text.indexOf(')', open);
  const short = text.slice(open + 1, close);
  // "basis (LIB)" and "neural network (NN) verifiers" name two things; "f(x)" is whole.
  if (
    open > from &&
    text[open - 1] === ' ' &&
    (close < 0 || (ours && (close === to - 1 || (short.length <= 14 && /\p{Lu}/u.test(short)))))
  )
    to = open - 1;
  else if (open < 0) {
    // "KA-S2T) network": the bracket opens before the name.
    const end = text.indexOf(')', from);
    if (end > from) to = end;
  }
  while (
    to > from + 1 &&
    (isQuote(text[to - 1]!) || text[to - 1] === ' ') &&
    !text.slice(from, to - 1).includes(text[to - 1]!)
  )
    to--;
  return { from, to };
}
/** "precision: 0.9", "wall-clock time 32x", "F1 improvement", "mAP at 59 FPS": what it measures, not how much of it. */
function withoutFigure(text: string, to: number, ours: boolean): number {
  const end = text.search(
    /(?:(?<=\w)\s?[:=]?\s(?:\d+\.\d+\S*|\d+(?:x|×|%)))$|(?<!information|coding|array)\s(?:improvement|gain|increase|boost)s?$/,
  );
  const cut = end > 1 ? end : to;
  if (!ours) return cut;
  const figure = text.search(/(?<=\w)(?:\s?[:=]\s?| at )[-+~≈]?\d/);
  return figure > 1 ? Math.min(cut, figure) : cut;
}
/** "79.8 FPS", "fewer parameters", "a single GPU": a figure and its metric or device, not a name. */
const LEADS: Readonly<Partial<Record<EntityType, RegExp>>> = {
  Metric:
    /^(?:[\d.,]+(?:%|[kKMB])?|times|fold|dB|ms|points?|(?:(?:fewer|less|more) than )?[\d.,]+ (?:million|billion|thousand)|fewer|less|more|faster|slower|shorter|smaller|larger|higher|lower|better) (?!(?:than|bounds?|order|level|in|on|at)\b)(?=\p{L})/u,
  Hardware: /^(?:an? |the )?(?:single|normal|standard|one|two|four|eight|\d{1,4}) (?=\p{L})/u,
};
const isQuote = (character: string) => character === '"' || character === '“' || character === '”' || character === '`';
const closesLater = (text: string, from: number, to: number) =>
  text[from] === '('
    ? text.slice(from + 1, to).includes(')')
    : isQuote(text[from]!) && text.slice(from + 1, to).includes(text[from]!);
