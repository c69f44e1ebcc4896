/** What the facts of a paper are read from: its sentences with the mentions that stand in them. */
import type { LinkedMention, Sentence, Span } from '../types.js';

export interface Statement {
  readonly sentence: Sentence;
  /** In reading order. */
  readonly mentions: readonly LinkedMention[];
}

export function statementsOf(sentences: readonly Sentence[], mentions: readonly LinkedMention[]): Statement[] {
  return sentences.map((sentence) => ({
    sentence,
    mentions: mentions.filter((m) => m.field === sentence.field && m.start >= sentence.start && m.end <= sentence.end),
  }));
}

export const spanOf = ({ field, start, end }: Span): Span => ({ field, start, end });

/** The text between two places of a sentence, in lower case. */
export function textBetween({ sentence }: Statement, from: number, to: number): string {
  return sentence.text.slice(Math.max(0, from - sentence.start), Math.max(0, to - sentence.start)).toLowerCase();
}
