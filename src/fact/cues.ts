/** Relations that plain words leave no doubt about, among them those that the classifier never saw. */
import type { LinkedMention, RelationType } from '../types.js';
import type { Ledger } from './ledger.js';
import { isDenied, MAX_MENTIONS, type Statement, spanOf, textBetween } from './sentences.js';

/** Types that the classifier never saw, and phrases that leave no doubt. */
export function readCues(statement: Statement, ledger: Ledger): void {
  const { sentence, mentions } = statement;
  for (let i = 0; i < mentions.length && i < MAX_MENTIONS; i++)
    for (let j = i + 1; j < mentions.length && j < i + 5; j++) {
      const [a, b] = [mentions[i]!, mentions[j]!];
      if (b.start - a.end > 70) break;
      const between = textBetween(statement, a.end, b.start);
      if (between.includes(';') || isDenied(between)) continue;
      const say = (source: LinkedMention, type: RelationType, target: LinkedMention, confidence: number) =>
        ledger.say(
          {
            source: source.entity,
            type,
            target: target.entity,
            evidence: spanOf(sentence),
            confidence,
            inferred: false,
          },
          'cue',
        );
      const types = `${a.type} ${b.type}`;
      if (
        types === 'Method Task' &&
        /^(?: \([^)]*\))? for (?:the |a |an |efficient |robust |accurate |fast )*$/.test(between)
      )
        say(a, 'USED_FOR', b, sentence.field === 'title' ? 0.75 : 0.65);
      else if (types === 'Task Method' && /^ (?:using|with|via|through|by|based on) (?:the |a |an )?$/.test(between))
        say(b, 'USED_FOR', a, 0.65);
      else if (
        types === 'Dataset Task' &&
        /^,? (?:an? )?(?:[\w-]+ ){0,3}(?:dataset|benchmark|corpus)?s? ?for (?:the )?$/.test(between)
      )
        say(a, 'BENCHMARK_FOR', b, 0.7);
      else if (types === 'Method Method') {
        if (/^,? (?:is|are|as) (?:a|an|one) (?:[\w-]+ ){0,2}$|^, an? (?:[\w-]+ ){0,2}$|^ \(an? $/.test(between))
          say(a, 'SUBCLASS_OF', b, 0.55);
        else if (
          /\b(?:based on|built on|builds? (?:up)?on|extends?|consists? of|composed of|combines|integrates|incorporates|on top of|leverag\w+|inspired by)\b[\w\s,-]{0,25}$/.test(
            between,
          )
        )
          say(a, 'BASED_ON', b, 0.6);
        else if (/\b(?:part|component|module|block|variant|special case) of (?:the |a )?$/.test(between))
          say(a, /variant|case/.test(between) ? 'SUBCLASS_OF' : 'PART_OF', b, 0.6);
        else if (
          /^ (?:and|vs\.?|versus|or) $/.test(between) &&
          /\bcompar\w+ (?:of|between) (?:[\w-]+ ){0,3}$/.test(
            textBetween(statement, Math.max(sentence.start, a.start - 50), a.start),
          )
        )
          say(a, 'COMPARED_WITH', b, 0.75);
      } else if (types === 'Method Hardware' && /\b(?:on|using|with|for)\b[^,;]*$/.test(between))
        say(a, 'RUNS_ON', b, 0.6);
      else if (
        types === 'Task Metric' &&
        /^ (?:is |are )?(?:measured|evaluated) (?:by|with|in terms of) (?:the )?$/.test(between)
      )
        say(a, 'MEASURED_BY', b, 0.7);
    }
}
