/** Numbers of a sentence that may be results: no counts, years, settings, sizes or parts of names. */
import { findQuantities, type Quantity } from '../text/quantities.js';
import { near, type Statement } from './sentences.js';
import { CUES } from './word-cues.js';

/** A number that may be a result, with the text around it. */
export interface Figure {
  readonly quantity: Quantity;
  /** In the field. */
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

/** Devices, amounts of data and of text: never results. */
const COUNTED_UNITS = new Set([
  'GPUs',
  'TPUs',
  'CPUs',
  'B tokens',
  'M tokens',
  'years',
  'months',
  'weeks',
  'bits',
  'B',
  'M',
  'K',
]);
const PLAIN_PARAMETERS = new Set(['B parameters', 'M parameters', 'K parameters', 'parameters']);

/** "iteration 0", "Table 3", "k = 5", "top 5": the word before makes the number a name or a setting. */
const SETTING_BEFORE =
  /(?:\b(?:iteration|epoch|table|figure|fig\.?|section|eq\.?|equation|theorem|lemma|algorithm|chapter|top|step|layer|tasks?|subtasks?|scale of|level|version|v|phase|stage|track|type|class|case|rule|part|k|n|m|d|p|t|size of|batch size of|confidence|threshold of|since|until|in|by|from|of|and|between|year|before|after|ranked|ranks|rank|no\.|number|#|on|all|these|across)|[a-z] ?[=<>≤≥])\s*$/i;
const NO_RESULT_AFTER =
  /^\s*-?\s*(?:cross-?\s?validation|training data|confidence|CI\b|credible|significance|prediction interval)/i;

export function figuresOf(statement: Statement): Figure[] {
  const { sentence } = statement;
  const figures: Figure[] = [];
  if ((statement.cues & CUES.counts) === 0 || !MAY_HOLD_FIGURE.test(sentence.text)) return figures;
  const quantities = findQuantities(sentence.text).flatMap((each) => ends(each, sentence.text));
  for (const [i, quantity] of quantities.entries()) {
    const start = sentence.start + quantity.start;
    const end = sentence.start + quantity.end;
    const around = near(statement, start, end);
    const { mentions } = around;
    if (mentions.some((m) => m.start < end && start < m.end && m.type !== 'Metric')) continue;
    // "top-1 accuracy", "F1 of 0.9": a number within a metric's name is no figure, a unit that is one may be.
    if (quantity.unit === '' && mentions.some((m) => m.type === 'Metric' && m.start <= start && end <= m.end)) continue;
    const before = sentence.text.slice(Math.max(0, quantity.start - 80), quantity.start);
    const after = sentence.text.slice(quantity.end, quantity.end + 90);
    if (
      quantity.unit === '' &&
      !isBareFigure(quantity, around, end, after) &&
      !sharesUnit(quantity, quantities[i + 1], sentence.text)
    )
      continue;
    if (COUNTED_UNITS.has(quantity.unit) || NO_RESULT_AFTER.test(after)) continue;
    if (quantity.unit === '' && isNoFigure(quantity, before, after)) continue;
    if (
      PLAIN_PARAMETERS.has(quantity.unit) &&
      !/\b(?:only|just|fewer|less)\b/.test(before.slice(-20) + after.slice(0, 20)) &&
      (!quantity.text.endsWith('s') || KIND_AFTER.test(after) || OF_KIND.test(before))
    )
      continue;
    figures.push({ quantity, start, end, before, after });
  }
  return figures;
}

/** "models of 7B parameters", "7B parameters models": what kind they are. */
const KIND_AFTER = /^[ -](?:models?|networks?|LLMs?|language|transformers?)\b/;
const OF_KIND = /\b(?:models?|LLMs?|networks?|up to|sizes?|scales?|ranging|from) (?:of |from |with |to )*$/i;

/** "from 72.69% to 76.77%" reports two figures, "4x to 8x" a range. */
function ends(quantity: Quantity, text: string): Quantity[] {
  const to = quantity.text.search(/ to /);
  if (
    quantity.upper === null ||
    to < 0 ||
    !/(?<!\brang(?:es?|ing|ed) )\bfrom\s*$/.test(text.slice(Math.max(0, quantity.start - 16), quantity.start))
  )
    return [quantity];
  const { start, end, unit, amount, upper } = quantity;
  return [
    { start, end: start + to, text: quantity.text.slice(0, to), amount, upper: null, unit },
    { start: start + to + 4, end, text: quantity.text.slice(to + 4), amount: upper, upper: null, unit },
  ];
}

/** A bare number: years, settings, ordinals, sizes of images and reference marks are none. */
function isNoFigure({ text, amount }: Quantity, before: string, after: string): boolean {
  if (/^(?:19|20)\d\d$/.test(text)) return true;
  if (text === '0' || text === '1') return true;
  // "\\scalebox{0.65}", "eV/A^2"
  if (/(?:\\[a-z]+|\^)\{\s*$|\^$/.test(before)) return true;
  if (NO_SCORE_BEFORE.test(before.slice(-40))) return true;
  // "5/6", "1/200"; "8.1/10" is a score of ten.
  if (Number.isInteger(amount) && (/\d\s?\/$/.test(before) || /^\/\d/.test(after))) return true;
  if (/^[)$]/.test(after) && !/\(\s*(?:[^)]*[\s:=])?$/.test(before)) return true; // "and 2) …", "$2$-norm"
  if (/[[(]\s*$/.test(before) && /^\s*[)\]]/.test(after) && Number.isInteger(amount) && amount < 200) return true;
  if (/^\s*[x×]\s*\d/.test(after) || /\d\s*[x×]\s*$/.test(before)) return true;
  if (/^\s*(?:st|nd|rd|th)\b/.test(after)) return true;
  if (
    Number.isInteger(amount) &&
    !/[.]/.test(text) &&
    SETTING_BEFORE.test(before) &&
    !/\b(?:of|from|by|and|to|score|in)\s*$/i.test(before)
  )
    return true;
  return false;
}

/** Probabilities, sizes of effects, intervals and years: "p < 0.05", "d = 0.4", "CI: [0.093, 0.096]", "STOC'23", "tasks 1 to 4". */
const NO_SCORE_BEFORE =
  /(?:\bp(?:-values?)?\s?(?:of|[<=>≤])\s?|(?<!\w)[dkmnqtz]\s?=\s?|\bCIs?\b[:=]?\s?[[(]?(?:[+-]?[\d.]+(?:,|\s?to|\s?-)\s?)?|[a-z]['’]|\b(?:tasks?|tables?|figures?|sections?|levels?|scale of) \d+ (?:to|and) )$/i;

/** "93.2 accuracy", "0.9 on X", "0.9.": a noun that is no metric behind a bare number makes it a count. */
function isBareFigure({ text }: Quantity, { mentions }: Statement, end: number, after: string): boolean {
  if (DECIMAL.test(text) && !/^\s*(?:million|billion|trillion|thousand|[a-z]+s\b)/.test(after)) return true;
  if (mentions.some((m) => m.type === 'Metric' && m.start >= end && m.start <= end + 2)) return true;
  return AFTER_BARE.test(after);
}
/** Hardly a count. */
const DECIMAL = /\d\.\d|^[+]/;

/** "3 and 2.1 points": the unit stands behind the last. */
const sharesUnit = (quantity: Quantity, next: Quantity | undefined, text: string): boolean =>
  next !== undefined &&
  next.unit !== '' &&
  !COUNTED_UNITS.has(next.unit) &&
  next.start - quantity.end < 8 &&
  /^(?:, | and |, and |\/| or | to )$/.test(text.slice(quantity.end, next.start));
const AFTER_BARE =
  /^\s*(?:$|[.,;:)/(&\]–—-]|(?:on|in|for|and|to|or|over|at|with|when|using|by|vs\.?|versus|from|while|compared|respectively|under|than|after|without|as|against|across|respectively|which|outperforming|absolute|average|better|higher|lower|worse|points?|improvement|gain|macro|micro|test|top)\b)/i;

const MAY_HOLD_FIGURE = /\d|\b(?:times|fold|half|orders? of magnitude)\b/;
