/**
 * Metrics that stand beside the figure they measure: "86.5% mAP", "a BLEU score of 31.2", "reduces bandwidth by 40%". There a
 * name of the metric table, a phrase with a telling head or a short form is one, whatever else speaks against it.
 */
import type { Candidate, Line } from './patterns.js';
import { classOf, isName, MARK, type Spelling, type Word } from './words.js';

/**
 * @param found     what the rules found in the line
 * @param isNamed   whether another finder has found a metric in it
 */
export function findMeasured(line: Line, found: readonly Candidate[], isNamed: boolean): Candidate[] {
  const { sentence, words } = line;
  const { text } = sentence;
  const measured: Candidate[] = [];
  if (sentence.field === 'title' || !holdsFigure(line)) return measured;
  for (const candidate of found)
    if (
      candidate.type === 'Metric' &&
      isMeasured(text, candidate.start - sentence.start, candidate.end - sentence.start)
    )
      measured.push({
        ...candidate,
        start: candidate.end - ownPart(text.slice(candidate.start - sentence.start, candidate.end - sentence.start)),
        confidence: CONFIDENCE,
        foundBy: 'pattern',
        rule: 'measured',
      });
  // "Performance drops to 6.25%": the word for want of a better one.
  const isBroad = !isNamed && /\d\s?%/.test(text) && !found.some(({ type }) => type === 'Metric');
  for (const [i, word] of words.entries()) {
    const { marks } = word.form;
    if ((marks & MEASURES) === 0) continue;
    const isShort = isName(word) && (marks & MARK.measuresInCapitals) !== 0;
    if (!isShort && (marks & MARK.measures) === 0) continue;
    const [start, end] = [word.start - sentence.start, word.end - sentence.start];
    if (HEADS.has(word.last)) {
      const phrase = phraseBeside(line, i);
      if (phrase) measured.push(phrase);
    }
    const isCompared = COMPARED.has(word.lower);
    if (!isCompared && !isShort && !PLAIN.has(word.lower)) continue;
    if (
      isCompared
        ? !isComparison(text, start, end)
        : isShort
          ? !isCounted(text, start, end)
          : !(isBroad && word.lower === 'performance') && !isMeasured(text, start, end)
    )
      continue;
    measured.push(metricAt(line, word.start, word.end, CONFIDENCE, 'measured'));
  }
  if (text.includes('R^2') || text.includes('R²') || CORRELATED.test(text))
    for (const match of text.matchAll(STATISTIC)) {
      const end = match.index + match[0].length;
      if (FIGURE_BEHIND.test(text.slice(end, end + 60)))
        measured.push(metricAt(line, sentence.start + match.index, sentence.start + end, CONFIDENCE, 'statistic'));
    }
  if (text.includes(' accelerat') || / speed(?:s|ing)? up /.test(text))
    for (const match of text.matchAll(ACCELERATED))
      measured.push(phraseAt(line, sentence.start + match.index, match[1]!, 'accelerated'));
  if (text.includes(' of ') && text.includes(' by '))
    for (const match of text.matchAll(COUNTED))
      measured.push(phraseAt(line, sentence.start + match.index, match[1]!, 'counted'));
  for (const [hint, pattern] of CHANGED) {
    if (!hint.test(text)) continue;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      const phrase = match[1]!;
      if (NO_QUANTITY.test(phrase)) continue;
      const within = match[0].startsWith(phrase) ? 0 : match[0].indexOf(phrase, match[0].indexOf(' '));
      const start = sentence.start + match.index + within;
      measured.push(phraseAt(line, start, phrase, 'changed'));
    }
  }
  return measured;
}
const metricAt = (line: Line, start: number, end: number, confidence: number, rule: string): Candidate => ({
  line,
  start,
  end,
  type: 'Metric',
  foundBy: 'pattern',
  confidence,
  rule,
});
/** What changes by a figure. */
const phraseAt = (line: Line, start: number, phrase: string, rule: string): Candidate =>
  metricAt(line, start, start + phrase.length, CHANGED_CONFIDENCE, rule);

/** "HotPotQA F1": how many characters at the end name the metric; before it stands where it was measured. */
function ownPart(text: string): number {
  const match = WHERE_MEASURED.exec(text);
  return text.length - (match?.[0].length ?? 0);
}
const WHERE_MEASURED =
  /^(?!ROUGE|BLEU|BERT|AUC|AP|CLIP|mIoU|IoU|Top)[\w-]*(?:\p{Ll}\p{Lu}|\p{Lu}{3})[\w-]* (?=(?:F1|accurac(?:y|ies)|precision|recall|PSNR|perplexity)$)/u;
/** In digits, or in words before what is compared: "three orders of magnitude faster". */
const holdsFigure = ({ marks, sentence: { text } }: Line): boolean =>
  (marks & MARK.digit) !== 0 ||
  ((marks & MARK.measures) !== 0 && (text.includes(' magnitude ') || text.includes(' times ')));

/**
 * "It outperforms them by 12.4%" says nothing of what is better: the paper's word for that, "performance", is the metric then.
 *
 * @param named  lines with a metric of their own
 */
export function findPerformance(lines: readonly Line[], named: ReadonlySet<Line>): Candidate[] {
  const isUnnamed = (line: Line) =>
    (line.marks & MARK.digit) !== 0 &&
    line.sentence.field === 'abstract' &&
    !named.has(line) &&
    BETTER_BY.test(line.sentence.text);
  if (!lines.some(isUnnamed)) return [];
  for (const line of lines)
    if (line.sentence.field === 'abstract')
      for (const { lower, start, end } of line.words)
        if (lower === 'performance') return [metricAt(line, start, end, CONFIDENCE, 'performance')];
  return [];
}
const BETTER_BY =
  /\b(?:outperform|surpass|exceed|beat|improv|gain|margin)\w*\b[^.;]{0,80}?\d[\d.]*\s?(?:%|points|percent)/i;

const CONFIDENCE = 0.7;

const CHANGED_CONFIDENCE = 0.6;

/** Words that are metrics beside a figure and nowhere else. */
const PLAIN = new Set(
  'performance bandwidth parameters memory storage speed accuracy precision recall error perplexity throughput latency'.split(
    ' ',
  ),
);
/** Words that say how one thing differs from another: metrics behind a figure that tells by how much. */
const COMPARED = new Set('faster slower smaller lighter compression acceleration'.split(' '));
const SHORT_FORM = /^(?!CIs?$)(?:[a-z]?[A-Z]{2,}[A-Za-z]?\d*[a-z]?|[A-Z]+-?\d?@[\w.]+)$/;

const MEASURES = MARK.measures | MARK.measuresInCapitals;
/** What the finder of this file may make of a word. */
export const measureMarks = ({ text, lower, last, isName }: Spelling): number =>
  (PLAIN.has(lower) || COMPARED.has(lower) || HEADS.has(last) ? MARK.measures : 0) |
  (isName && SHORT_FORM.test(text) ? MARK.measuresInCapitals : 0);

const HEDGES =
  '(?:up to |about |around |over |nearly |almost |roughly |approximately |at least |more than |less than |only |an? |as much as |below |above )*';
const FIGURE_BEHIND = new RegExp(
  `^(?:\\s(?:scores?|values?|rates?|points?|results?))?(?:\\s?[=:(~≈]\\s?|\\s(?:(?:of|by|to|from|is|was|reaches|at|about|(?:rang(?:es|ed|ing)|var(?:ies|ied|ying)) (?:from|between)|(?:is |was )?(?:drops?|dropped|falls?|fell|rises?|rose|increases?d?|improves?d?|decreased?s?|reduced) (?:to|by|from)|(?:falls?|fell|drops?|rises?|rose|stays?|remains?))\\s))${HEDGES}[+~<>≈-]?\\d`,
);
const FIGURE_BEFORE =
  /\d(?:\.\d+)?\s?-?(?:%p?|x|×|[MBK]|points?|pp|percent|times|dB|[GMK]B|ms|% points|percentage points?)?(?: (?:(?:in|on)(?: the| its)?|absolute|relative|higher|lower|better|average|mean|fewer|less|more|faster|of|test|learnable|trainable|model|[MBK]|million|billion))*(?: (?:improvements?|increases?|gains?|reductions?|decreases?|drops?|boosts?|savings?) (?:in|of)(?: the| its)?(?: [a-z]+)?)? \(?$/;
/** "reduces node duplication by 45%", "and noisy nodes by 32%", "saves 61% bandwidth": what changes by a figure is measured. */
const PHRASE = '((?:[a-z][a-z-]{1,30} ){0,2}[a-z][a-z-]{1,30})';
/** With what stands in every sentence that it can find something in. */
const CHANGED: readonly (readonly [hint: RegExp, pattern: RegExp])[] = [
  [
    / (?:by|from) /,
    new RegExp(
      `\\b(?:reduc|lower|decreas|increas|improv|boost|rais|enhanc|sav|cut|accelerat|speed)(?:e|es|ed|ing|s|tt?ing)? (?:the |its |their |both |overall |average |mean )*${PHRASE} (?:by|from) ${HEDGES}[+~≈]?\\d[\\d.]* ?(?:%|x|×|percent|point|times|pp)`,
      'g',
    ),
  ],
  [
    / (?:drops?|dropped|falls?|fell) /,
    new RegExp(
      `\\b${PHRASE} (?:drops?|falls?|dropped|fell) (?:by )?${HEDGES}\\d[\\d.]*(?:[-–]\\d[\\d.]*)? ?(?:%|x|×|percent|point)`,
      'g',
    ),
  ],
  [
    / by /,
    new RegExp(
      `\\d ?% and (?:the |its |average )?${PHRASE} by ${HEDGES}[+~≈]?\\d[\\d.]* ?(?:%|x|×|percent|point|times|pp)`,
      'g',
    ),
  ],
  [
    /\bsav/,
    new RegExp(
      `\\bsav(?:es?|ed|ing) ${HEDGES}\\d[\\d.]* ?(?:%|x|×) (?:of )?(?:the |its )?${PHRASE}(?= on |[,.;]|$)`,
      'g',
    ),
  ],
  [
    /\d ?(?:x|×|%|times|percent) (?:less|fewer|lower|shorter) /,
    /\d ?(?:x|×|%|times|percent) (?:less|fewer|lower|shorter) ((?:[a-z][a-z-]{1,30} ){0,2}[a-z][a-z-]{1,30})(?= (?:than|and|on|for|while|compared|when|with|in)\b|[,.;)]|$)/g,
  ],
];
/** "the number of connections in such networks can be reduced by up to 90%", "reduces the number of queries by 53%". */
const COUNTED = new RegExp(
  `\\b((?:number|amount|proportion|fraction|percentage) of (?:[a-z][a-z-]{0,30} )??[a-z][a-z-]{1,30})(?: (?:in|for|of|on|can|could|be|is|was|are|were|reduced|decreased|increased|the|such|[a-z-]{0,30}networks?)){0,6} by ${HEDGES}\\d`,
  'g',
);
const CORRELATED = /\b(?:Spearman|Pearson|Kendall)/;
/** "R^2 = 0.95", "Spearman ρ = 0.71". */
const STATISTIC =
  /\bR(?:\^\{?2\}?|²)|\b(?:Spearman|Pearson|Kendall)(?:['’]s)?(?: (?:rank )?correlation)?(?: (?:ρ|rho|r|τ|tau)(?!\w))?/g;
const ACCELERATED =
  /\b(accelerat(?:es?|ing|ed)|speed(?:s|ing)? up) (?:[\w-]{1,40} ){0,6}?(?:by|up to) (?:\w{1,40} ){0,4}?(?=\$?\d[\d.]*(?:[-–]\d[\d.]*)?\s?\$?(?:x|×|times|\\times))/g;
const NO_QUANTITY =
  /\b(?:of|in|on|for|with|by|from|to|than|over|upon|it|them|this|that|these|those|when|which|our|while|only|baselines?|models?|methods?|approach(?:es)?|networks?|systems?|algorithms?|state-of-the-art|sota|results?|ones?|others?|works?|counterparts?|competitors?|up|down)\b|^(?:improv|reduc|increas|decreas|lower|boost|cut|achiev|outperform|surpass|accelerat|speed)\w* /;
/** What the tagger half believes, beside a figure. */
export const isBesideFigure = ({ line: { sentence }, start, end }: Candidate): boolean =>
  sentence.field === 'abstract' && isMeasured(sentence.text, start - sentence.start, end - sentence.start);

function isMeasured(text: string, start: number, end: number): boolean {
  return (
    FIGURE_BEHIND.test(text.slice(end, end + 60)) ||
    (FIGURE_BEFORE.test(text.slice(Math.max(0, start - 60), start)) && ENDS.test(text.slice(end, end + 14)))
  );
}

/** "7x faster than", "three orders of magnitude smaller": no "2x smaller batches". */
const isComparison = (text: string, start: number, end: number): boolean =>
  FIGURE_COMPARES.test(text.slice(Math.max(0, start - 40), start)) && COMPARISON_ENDS.test(text.slice(end, end + 24));
const FIGURE_COMPARES =
  /(?:\d\s?(?:[x×X]|%|percent|-?fold|times|\$?\\times\$?)|\b(?:times|orders? of magnitude))(?: \w+)? $/;
const COMPARISON_ENDS =
  /^\s*(?:$|[.,;:)(]|(?:than|of|over|without|on|in|for|and|or|at|with|when|while|as|compared|but|to|model|models|network|inference|training|convergence|decoding|execution|computation|sampling|simulation|optimization|generation|processing|runtime|run-time)\b)/;

/** Heads of phrases that are metrics beside a figure: "reaction time of 130 ms", "a waveform correlation of 0.89". */
const HEADS = new Set(
  `accuracy accuracies score scores rate rates error errors time times correlation bias distance gap ratio cost costs consumption usage
  footprint overhead fidelity agreement coherence diversity similarity coverage completeness consistency quality latency
  delay coefficient deviation variance length size utilization probability index divergence complexity efficiency robustness
  frequency factor energy throughput homophily savings discrepancy alignment loss regret sparsity likelihood kappa
  sensitivity specificity`.split(/\s+/),
);
/** With the words before its head that belong to it. */
function phraseBeside(line: Line, head: number): Candidate | null {
  const { sentence, words } = line;
  const { text } = sentence;
  const { end } = words[head]!;
  const isBehind = PHRASE_MEASURED.test(text.slice(end - sentence.start, end - sentence.start + 90));
  if (!isBehind && !GAIN_AROUND.test(text.slice(Math.max(0, end - sentence.start - 80), end - sentence.start)))
    return null;
  let from = head;
  while (from > 0 && head - from < MOST_BEFORE && isPart(words[from - 1]!, words[from]!)) from--;
  if (from === head) return null;
  const { start } = words[from]!;
  if (!isBehind && !isMeasured(text, start - sentence.start, end - sentence.start)) return null;
  return metricAt(line, start, end, PHRASE_CONFIDENCE, 'measured phrase');
}
/** "7.04 points in the judge score"; what stands behind a bare number is counted. */
const GAIN_AROUND = /\d\s?(?:%|[x×] |points?|pp|percent|times)/;
const PHRASE_CONFIDENCE = 0.65;
const MOST_BEFORE = 3;
const isPart = (word: Word, next: Word): boolean =>
  next.start - word.end === 1 &&
  (classOf(word) === 'noun' || classOf(word) === 'adjective') &&
  /^[\p{L}][\p{L}\d@-]*$/u.test(word.text) &&
  !NO_PART.has(word.lower);
const NO_PART = new Set(
  `high higher highest low lower lowest good better best new overall significant significantly large larger small smaller comparable
  competitive similar same average mean total state-of-the-art sota superior enhanced improved reduced fast faster retains achieves achieve requires reduces improves maintains maintaining with increased additional
  excellent strong impressive remarkable respective first second third`.split(/\s+/),
);
const PHRASE_MEASURED = new RegExp(
  `^(?: (?:of|for|on|in) (?:the |our |its )?[\\w-]+(?: [\\w-]+){0,3}?)?(?:\\s?[=:]\\s?|\\s?\\((?:[\\w-]{1,20} ?[:=] ?)?|\\s(?=[+±-]\\d|\\d[\\d.]*(?:x|×|\\s?%|\\.\\d))|\\s(?:of|by|to|from|within|is|was|reaches|at|reaching|(?:rang(?:es|ed|ing)|var(?:ies|ied|ying)) (?:from|between)|(?:was |is |are |were )?(?:drops|drop|dropped|increases?d?|improves?d?|reduced|falls|fell|rises|rose|decreased) (?:by|to|from)) ${HEDGES})[+~<>≈±-]?\\d`,
);

/** "0.297 and 0.430 EMR for English". */
const isCounted = (text: string, start: number, end: number): boolean =>
  /(?:\d\.\d+|\d\s?%)\s?\(?$|\d\s?(?:%|points) in(?: terms of)? $/.test(text.slice(Math.max(0, start - 24), start)) &&
  ENDS.test(text.slice(end, end + 14));
/** A noun behind would make the metric the beginning of something else. */
const ENDS =
  /^\s*(?:$|[.,;:)(/&]|(?:on|in|for|and|or|to|over|at|with|when|by|vs|versus|from|while|than|as|across|compared|respectively|improvements?|gains?|increase|reduction|drop|scores?|points?)\b)/;
