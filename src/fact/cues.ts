/** Relations that plain words leave no doubt about, among them those that the classifier never saw. */
import type { EntityType, RelationType } from '../types.js';
import type { Ledger } from './ledger.js';
import { isDenied, MAX_MENTIONS, type Statement, spanOf, textBetween } from './sentences.js';

/** What words between two mentions say, each rule for mentions of two types in reading order. */
interface Rule {
  readonly pattern: RegExp;
  readonly type: RelationType;
  /** Whether the second mention is the source. */
  readonly isBack?: boolean;
  readonly confidence: number;
  /** In a title. */
  readonly titleConfidence?: number;
  /** What must stand before the first mention too, and how far back. */
  readonly lead?: RegExp;
}
/** The first that matches speaks. */
const RULES: Readonly<Partial<Record<EntityType, Readonly<Partial<Record<EntityType, readonly Rule[]>>>>>> = {
  Method: {
    Task: [
      {
        pattern: /^(?: \([^)]*\))? for (?:the |a |an |efficient |robust |accurate |fast )*$/,
        type: 'USED_FOR',
        confidence: 0.65,
        titleConfidence: 0.75,
      },
    ],
    Method: [
      {
        pattern: /^,? (?:is|are|as) (?:a|an|one) (?:[\w-]+ ){0,2}$|^, an? (?:[\w-]+ ){0,2}$|^ \(an? $/,
        type: 'SUBCLASS_OF',
        confidence: 0.55,
      },
      {
        pattern:
          /\b(?:based on|built on|builds? (?:up)?on|extends?|consists? of|composed of|combines|integrates|incorporates|on top of|leverag\w+|inspired by)\b[\w\s,-]{0,25}$/,
        type: 'BASED_ON',
        confidence: 0.6,
      },
      {
        pattern: /^(?=.*(?:variant|case)).*\b(?:part|component|module|block|variant|special case) of (?:the |a )?$/s,
        type: 'SUBCLASS_OF',
        confidence: 0.6,
      },
      { pattern: /\b(?:part|component|module|block) of (?:the |a )?$/, type: 'PART_OF', confidence: 0.6 },
      {
        pattern: /^ (?:and|vs\.?|versus|or) $/,
        lead: /\bcompar\w+ (?:of|between) (?:[\w-]+ ){0,3}$/,
        type: 'COMPARED_WITH',
        confidence: 0.75,
      },
    ],
    Hardware: [{ pattern: /\b(?:on|using|with|for)\b[^,;]*$/, type: 'RUNS_ON', confidence: 0.6 }],
  },
  Task: {
    Method: [
      {
        pattern: /^ (?:using|with|via|through|by|based on) (?:the |a |an )?$/,
        type: 'USED_FOR',
        isBack: true,
        confidence: 0.65,
      },
    ],
    Metric: [
      {
        pattern: /^ (?:is |are )?(?:measured|evaluated) (?:by|with|in terms of) (?:the )?$/,
        type: 'MEASURED_BY',
        confidence: 0.7,
      },
    ],
  },
  Dataset: {
    Task: [
      {
        pattern: /^,? (?:an? )?(?:[\w-]+ ){0,3}(?:dataset|benchmark|corpus)?s? ?for (?:the )?$/,
        type: 'BENCHMARK_FOR',
        confidence: 0.7,
      },
    ],
  },
};
/** How far before the first mention a rule looks. */
const LEAD = 50;
/** What stands further apart, in characters or in mentions, is not joined by plain words. */
const REACH = 70;
const MENTIONS_AHEAD = 4;

/** Types that the classifier never saw, and phrases that leave no doubt. */
export function readCues(statement: Statement, ledger: Ledger): void {
  const { sentence, mentions } = statement;
  for (let i = 0; i < mentions.length && i < MAX_MENTIONS; i++) {
    const a = mentions[i]!;
    const rules = RULES[a.type];
    if (rules === undefined) continue;
    for (let j = i + 1; j < mentions.length && j <= i + MENTIONS_AHEAD; j++) {
      const b = mentions[j]!;
      if (b.start - a.end > REACH) break;
      const own = rules[b.type];
      if (own === undefined) continue;
      const between = textBetween(statement, a.end, b.start);
      if (between.includes(';') || isDenied(statement, between)) continue;
      const rule = own.find(
        ({ pattern, lead }) =>
          pattern.test(between) &&
          (lead === undefined || lead.test(textBetween(statement, Math.max(sentence.start, a.start - LEAD), a.start))),
      );
      if (rule === undefined) continue;
      const { type, isBack, confidence, titleConfidence } = rule;
      ledger.say(
        {
          source: (isBack ? b : a).entity,
          type,
          target: (isBack ? a : b).entity,
          evidence: spanOf(sentence),
          confidence: sentence.field === 'title' ? (titleConfidence ?? confidence) : confidence,
          inferred: false,
        },
        'cue',
      );
    }
  }
}
