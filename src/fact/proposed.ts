/** What is said of the things that a paper proposes or turns about, also where they are not named. */
import type { Entity, EntityId, EntityType, LinkedMention, RelationType } from '../types.js';
import { isBroad, type Ledger, type Said, SIGN } from './ledger.js';
import { isDenied, MAX_MENTIONS, OURS, type Statement, spanOf, textBefore } from './sentences.js';

const BACKGROUND =
  /^(?:recent|recently|existing|previous|prior|most|many|despite|although|while|traditional|conventional|typically|in recent years|current|however|although|as|deep|large|with the|over the)\b/;
const EVALUATES =
  /\b(?:evaluat\w+|test\w*|experiment\w*|achiev\w+|reach\w*|obtain\w*|benchmark\w*|validat\w+|across|results?|attain\w*|outperform\w*|demonstrat\w+|show\w*|performance|accuracy|compar\w+|on)\b/;
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
  const { sentence, mentions } = statement;
  const text = sentence.text.toLowerCase();
  const isTitle = sentence.field === 'title';
  const named = mentions.some(({ entity }) => entity === proposed.id);
  const ours = named || isTitle || OURS.test(text);
  const background = !named && !isTitle && (BACKGROUND.test(text) || !ours);
  const evaluates = EVALUATES.test(text);
  for (const mention of mentions) {
    const entity = ledger.entity(mention.entity);
    if (!entity || entity.id === proposed.id) continue;
    const before = textBefore(statement, mention.start, 160);
    if (isDenied(before.slice(-60))) continue;
    let type: RelationType;
    if (mention.type === 'Method')
      type = against.has(mention) || entity.role === 'compared' ? 'COMPARED_WITH' : 'BASED_ON';
    else if (mention.type === 'Dataset' && TRAINED.test(before)) type = 'TRAINED_ON';
    else type = OF_PROPOSED[mention.type]!;
    const confidence = mention.type === 'Dataset' && !evaluates ? 0.3 : named ? 0.6 : ours ? 0.5 : 0.2;
    const said: Said = {
      source: proposed.id,
      type,
      target: entity.id,
      evidence: spanOf(sentence),
      confidence,
      inferred: !named,
    };
    ledger.say(said, background ? SIGN.background : SIGN.ofProposed);
    const draft = ledger.draft(proposed.id, type, entity.id);
    if (draft && named) draft.signs[SIGN.named] = 1;
  }
}

/** How many methods a paper turns about, at most. */
const CENTRAL_METHODS = 3;

/** The methods that a paper turns about may stand to a thing far from them; whether they do the weights decide. */
export function readCentral(
  statements: readonly Statement[],
  entities: readonly Entity[],
  proposed: Entity | null,
  ledger: Ledger,
): void {
  const weights = new Map<EntityId, number>();
  const places = new Map<EntityId, number[]>();
  const first = new Map<EntityId, Statement>();
  statements.forEach((statement, i) => {
    for (const { entity, type } of statement.mentions) {
      if (type === 'Method') weights.set(entity, (weights.get(entity) ?? 0) + (i === 0 ? 2 : 1));
      const list = places.get(entity);
      if (!list) places.set(entity, [i]);
      else if (list.at(-1) !== i) list.push(i);
      if (!first.has(entity) || first.get(entity)!.sentence.field === 'title') first.set(entity, statement);
    }
  });
  const central = entities
    .filter((entity) => entity.type === 'Method' && !isBroad(entity))
    .map((entity) => ({
      entity,
      weight: (weights.get(entity.id) ?? 0) + (entity === proposed ? 100 : entity.role === 'proposed' ? 3 : 0),
    }))
    .filter(({ weight }) => weight >= 2)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, CENTRAL_METHODS);
  for (const { entity: source } of central)
    for (const target of entities) {
      if (target === source) continue;
      const statement = first.get(target.id);
      if (!statement) continue;
      for (const type of NEIGHBOURS[target.type]) {
        if (type === 'BASED_ON' && target.role !== 'used' && target.role !== 'proposed') continue;
        if (type === 'COMPARED_WITH' && target.role !== 'compared') continue;
        const draft = ledger.draft(source.id, type, target.id);
        if (!draft) continue;
        draft.signs[SIGN.central] = 1;
        if (isNextTo(places.get(source.id) ?? [], places.get(target.id) ?? [])) draft.signs[SIGN.next] = 1;
        if (draft.best.size === 0)
          draft.best.set(type, {
            source: source.id,
            type,
            target: target.id,
            evidence: spanOf(statement.sentence),
            confidence: 0.01,
            inferred: true,
          });
      }
    }
}

function isNextTo(a: readonly number[], b: readonly number[]): boolean {
  let i = 0;
  for (const place of b) {
    while (i < a.length && a[i]! < place - 1) i++;
    if (i < a.length && a[i]! <= place + 1 && a[i]! > 0) return true;
  }
  return false;
}

/** Which things stand in one sentence, how near, and whether a method is the nearest of its sentence. */
export function readNeighbours(statement: Statement, ledger: Ledger): void {
  const { sentence, mentions } = statement;
  const count = Math.min(mentions.length, MAX_MENTIONS);
  const isTitle = sentence.field === 'title';
  for (let j = 0; j < count; j++) {
    const target = mentions[j]!;
    const types = NEIGHBOURS[target.type];
    let nearest: LinkedMention | null = null;
    for (let i = 0; i < j; i++)
      if (mentions[i]!.type === 'Method' && mentions[i]!.entity !== target.entity) nearest = mentions[i]!;
    for (let i = 0; i < count; i++) {
      const source = mentions[i]!;
      if (i === j || (source.type !== 'Method' && !(source.type === 'Task' && target.type === 'Metric'))) continue;
      const distance = i < j ? target.start - source.end : source.start - target.end;
      for (const type of types) {
        const draft = ledger.draft(source.entity, type, target.entity);
        if (!draft) continue;
        const { signs, best } = draft;
        if (isTitle) signs[SIGN.inTitle] = 1;
        else signs[SIGN.oneSentence] = 1;
        signs[SIGN.nearness] = Math.max(signs[SIGN.nearness]!, 1 / (1 + distance / 30));
        signs[SIGN.sentences] = Math.min(3, signs[SIGN.sentences]! + 1);
        if (source === nearest) signs[SIGN.nearest] = 1;
        if (best.size === 0)
          best.set(type, {
            source: source.entity,
            type,
            target: target.entity,
            evidence: spanOf(sentence),
            confidence: 0.01,
            inferred: false,
          });
      }
    }
  }
}
const NEIGHBOURS: Readonly<Record<EntityType, readonly RelationType[]>> = {
  Method: ['BASED_ON', 'COMPARED_WITH'],
  Task: ['USED_FOR'],
  Dataset: ['EVALUATED_ON'],
  Metric: ['MEASURED_BY'],
  Hardware: ['RUNS_ON'],
};

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
