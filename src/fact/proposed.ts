/** What is said of the things that a paper proposes or turns about, also where they are not named. */
import type { Entity, EntityId, EntityType, LinkedMention, RelationType } from '../types.js';
import type { Ledger, Said } from './ledger.js';
import { isDenied, type Statement, spanOf, speaksOfOwn, textBefore } from './sentences.js';
import { CUES } from './word-cues.js';

const BACKGROUND =
  /^(?:recent|recently|existing|previous|prior|most|many|despite|although|while|traditional|conventional|typically|in recent years|current|however|although|as|deep|large|with the|over the)\b/;
const TRAINED =
  /\b(?:pre-?)?(?:trained|training|train|fine-?tuned?|fine-?tuning)\b[^.;]{0,30}\b(?:on|with|using|over)\b[^.;]{0,30}$/;

const OF_PROPOSED: Readonly<Partial<Record<EntityType, RelationType>>> = {
  Dataset: 'EVALUATED_ON',
  Task: 'USED_FOR',
  Metric: 'MEASURED_BY',
  Hardware: 'RUNS_ON',
};

/** What a sentence says of the proposed method, whether or not it names it. */
export function readOfProposed(
  statement: Statement,
  proposed: Entity,
  against: ReadonlySet<LinkedMention>,
  ledger: Ledger,
): void {
  const { sentence, mentions, cues } = statement;
  const isTitle = sentence.field === 'title';
  const named = mentions.some(({ entity }) => entity === proposed.id);
  const ours = named || isTitle || speaksOfOwn(statement);
  const background = !named && !isTitle && (!ours || BACKGROUND.test(sentence.text.slice(0, 30).toLowerCase()));
  const evaluates = (cues & CUES.evaluates) !== 0;
  const evidence = spanOf(sentence);
  for (const mention of mentions) {
    const entity = ledger.entity(mention.entity);
    if (!entity || entity.id === proposed.id) continue;
    const before = cues & (CUES.denies | CUES.trains) ? textBefore(statement, mention.start, 160) : '';
    if (isDenied(statement, before.slice(-60))) continue;
    let type: RelationType;
    if (mention.type === 'Method')
      type = against.has(mention) || entity.role === 'compared' ? 'COMPARED_WITH' : 'BASED_ON';
    else if (mention.type === 'Dataset' && TRAINED.test(before)) type = 'TRAINED_ON';
    else type = OF_PROPOSED[mention.type]!;
    const confidence = mention.type === 'Dataset' && !evaluates ? 0.3 : named ? 0.6 : ours ? 0.5 : 0.2;
    const said: Said = { source: proposed.id, type, target: entity.id, evidence, confidence, inferred: !named };
    ledger.say(said, background ? 'in the background' : 'of the central');
  }
}

/** What the paper is about: the method it proposes; of several the one in the title, then the most mentioned, then the first. */
export function proposedOf(entities: readonly Entity[], statements: readonly Statement[]): Entity | null {
  const all = entities.filter(({ type, role }) => type === 'Method' && role === 'proposed');
  if (all.length < 2) return all[0] ?? null;
  const weights = new Map<EntityId, number>();
  for (const { sentence, mentions } of statements)
    for (const { entity } of mentions)
      weights.set(entity, (weights.get(entity) ?? 0) + (sentence.field === 'title' ? 3 : 1));
  return all.reduce((best, each) => ((weights.get(each.id) ?? 0) > (weights.get(best.id) ?? 0) ? each : best));
}
