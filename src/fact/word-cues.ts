/**
 * What single words hint at. A pattern that cannot match without one of these words is not tried on a sentence that has none of
 * them: most sentences have few, and a word is asked once for all its occurrences.
 */
import type { Sentence } from '../types.js';

/** One bit each. */
export const CUES = {
  /** "than", "outperforms", "existing": something is compared. */
  compares: 1,
  /** "not", "might", "without": something is not so, or only might be. */
  denies: 2,
  /** "we", "it", "our", "proposed": the paper speaks of its own. */
  ours: 4,
  /** "this", "new": the paper may speak of its own. */
  maybeOurs: 8,
  /** "proposes", "introduced": the paper brings something. */
  presents: 16,
  /** "called", "dubbed": something is given a name. */
  names: 32,
  /** "built", "released": something was made. */
  made: 64,
  /** "our", "novel": what stands behind it is the paper's own. */
  owns: 128,
  /** "trained", "fine-tuning". */
  trains: 256,
  /** "achieves", "test", "on": something is tried out. */
  evaluates: 512,
  /** "such", "including", a colon: examples follow. */
  lists: 1024,
  /** "commonly", "widely": so done by others. */
  elsewhere: 2048,
  /** A digit, "times", "half": there may be a figure. */
  counts: 4096,
} as const;

/**
 * Each finds every word that the patterns of its cue need; one more does no harm. Where a pattern sees a part of a sentence that may
 * be cut within a word, the head is found within words too. `ours`, `maybeOurs` and `evaluates` find nothing but what they say.
 */
const HEADS: readonly (readonly [cue: number, head: RegExp])[] = [
  [
    CUES.compares,
    /outperform|surpass|exceed|beat|than|versus|vs|over|compar|against|competitive|superior|inferior|respect|relative|unlike|contrast|instead|rather|improv|state|baseline|counterpart|replac|above|alternative|existing|previous|prior|conventional|traditional|standard|common|popular|optimizers|solvers/,
  ],
  [CUES.denies, /not|never|neither|fail|unable|could|might|may|without|rather|instead|longer|hardly|'/],
  [CUES.ours, /\b(?:we|it|ours?|proposed)\b/],
  [CUES.maybeOurs, /\b(?:this|resulting|new|presented)\b/],
  [
    CUES.presents,
    /present|propos|introduc|develop|describ|devis|releas|design|contribut|build|construct|creat|articulat|unveil|formulat|provid|establish|deriv|advocat|forward|explor/,
  ],
  [CUES.names, /call|term|dub|name|coined|abbreviated|referred|denoted/],
  [CUES.made, /proposed|introduced|presented|developed|designed|built|constructed|released|created|devised/],
  [CUES.owns, /(?:our|proposed|novel|presented|new|introduced)\b/],
  [CUES.trains, /train|tun/],
  [
    CUES.evaluates,
    /\b(?:evaluat\w+|test\w*|experiment\w*|achiev\w+|reach\w*|obtain\w*|benchmark\w*|validat\w+|across|results?|attain\w*|outperform\w*|demonstrat\w+|show\w*|performance|accuracy|compar\w+|on)\b/,
  ],
  [CUES.lists, /such|like|including|e\.g|i\.e|namely|[:(]/],
  [CUES.counts, /\d|times|fold|half|magnitude/],
  [CUES.elsewhere, /commonly|widely|often|typically|usually|frequently|successfully|originally|popularly|such|unlike/],
];

/** Most words are no head at all. */
const ANY_HEAD = new RegExp(HEADS.map(([, { source }]) => source).join('|'));

/** What the words of a sentence hint at, bits of {@link CUES}. */
export function cuesOf({ tokens }: Sentence): number {
  let cues = 0;
  for (let i = 0; i < tokens.length; i++) {
    const { form } = tokens[i]!;
    if (form.cues < 0) form.cues = cuesOfWord(form.lower);
    cues |= form.cues;
  }
  return cues;
}

function cuesOfWord(lower: string): number {
  let cues = 0;
  if (!ANY_HEAD.test(lower)) return cues;
  for (const [cue, head] of HEADS) if (head.test(lower)) cues |= cue;
  return cues;
}
