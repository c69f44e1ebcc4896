/** What the facts of a paper are read from: its sentences with the mentions that stand in them. */
import { firstFrom } from '../text/order.js';
import type { LinkedMention, Sentence, Span } from '../types.js';
import { CUES, cuesOf } from './word-cues.js';

export interface Statement {
  readonly sentence: Sentence;
  /** In reading order. */
  readonly mentions: readonly LinkedMention[];
  /** What the words of the sentence hint at, bits of CUES. */
  readonly cues: number;
}

/** Both lists in reading order; a mention that no sentence holds is left out. */
export function statementsOf(sentences: readonly Sentence[], mentions: readonly LinkedMention[]): Statement[] {
  let at = 0;
  return sentences.map((sentence) => {
    const own: LinkedMention[] = [];
    for (; at < mentions.length; at++) {
      const mention = mentions[at]!;
      if (mention.field !== sentence.field || mention.start >= sentence.end) {
        // Mentions of the title that no title sentence holds must not stop those of the abstract.
        if (mention.field === 'title' && sentence.field === 'abstract') continue;
        break;
      }
      if (mention.start >= sentence.start && mention.end <= sentence.end) own.push(mention);
    }
    return { sentence, mentions: own, cues: cuesOf(sentence) };
  });
}

export const spanOf = ({ field, start, end }: Span): Span => ({ field, start, end });

/** The text between two places of a sentence, in lower case. */
export function textBetween({ sentence }: Statement, from: number, to: number): string {
  return sentence.text.slice(Math.max(0, from - sentence.start), Math.max(0, to - sentence.start)).toLowerCase();
}

/** A statement with no more than the mentions around a place: a sentence may be as long as its author likes. */
export function near(statement: Statement, start: number, end: number, reach = REACH): Statement {
  const { mentions, sentence, cues } = statement;
  if (sentence.end - sentence.start <= 2 * reach) return statement;
  const first = firstFrom(mentions, start - reach);
  let last = first;
  while (last < mentions.length && mentions[last]!.start < end + reach) last++;
  return { sentence, mentions: mentions.slice(first, last), cues };
}
/** In characters; few sentences are as long. */
const REACH = 500;

/** The text before a place, in lower case, no further than it matters. */
export const textBefore = (statement: Statement, at: number, reach = REACH): string =>
  textBetween(statement, Math.max(statement.sentence.start, at - reach), at);

/** Negated and hedged sentences say what is not, or only might be. */
const NOT_SO =
  /\b(?:not(?! only)|cannot|never|neither|fails? to|failed to|unable to|could|might|may|without|rather than|instead of|no longer|hardly)\b|n't\b/;
/** @param between  a part of the statement's text, in lower case */
export const isDenied = ({ cues }: Statement, between: string) => (cues & CUES.denies) !== 0 && NOT_SO.test(between);

/** The same of what stands between two places. */
export const isDeniedBetween = (statement: Statement, from: number, to: number): boolean =>
  (statement.cues & CUES.denies) !== 0 && isDenied(statement, textBetween(statement, from, to));

/** What a paper says of itself and of what it proposes; for text in lower case. */
export const OURS =
  /\b(?:we|it|ours?|this (?:method|model|approach|framework|network|algorithm|technique|system|work|paper)|the (?:proposed|resulting|new|presented)|proposed)\b/;

/** Whether the paper speaks of its own anywhere in the sentence. */
export const speaksOfOwn = ({ cues, sentence }: Statement): boolean =>
  (cues & CUES.ours) !== 0 || ((cues & CUES.maybeOurs) !== 0 && OURS.test(sentence.text.toLowerCase()));

/** A sentence with more mentions is a list or no sentence; the pairs of its first ones keep the time linear. */
export const MAX_MENTIONS = 24;
