/**
 * From mentions to the things they name within one paper: one entity for a name, its plural and its abbreviation, with
 * the role that the paper gives it.
 */
import type { Abbreviation } from '../text/abbreviations.js';
import { entityId, nameKey } from '../text/name-key.js';
import type { Entity, EntityId, EntityType, LinkedMention, Mention, Role, Sentence } from '../types.js';
import { spanOf } from './sentences.js';

export interface Named {
  readonly entities: Entity[];
  readonly linked: LinkedMention[];
}

/**
 * @param mentions  in reading order, without overlap
 * @returns entities in order of first mention, and the mentions in their order, each knowing its entity
 */
export function nameEntities(
  sentences: readonly Sentence[],
  mentions: readonly Mention[],
  abbreviations: readonly Abbreviation[],
): Named {
  const groups = new Map<string, Mention[]>();
  const shortForms = shortToLong(mentions, abbreviations);
  for (const mention of mentions) {
    const own = `${mention.type}\0${nameKey(mention.text, mention.type)}`;
    const key = shortForms.get(own) ?? own;
    const group = groups.get(key);
    if (group) group.push(mention);
    else groups.set(key, [mention]);
  }
  const entities: Entity[] = [];
  const entityOf = new Map<Mention, EntityId>();
  for (const group of groups.values()) {
    const { type } = group[0]!;
    const shorts = new Set(abbreviations.filter((a) => group.some((m) => covers(m, a.short))).map((a) => a.shortText));
    const name = nameOf(group, shorts);
    const id = entityId(type, name);
    for (const mention of group) entityOf.set(mention, id);
    const { role, evidence } = roleOf(group, type, sentences);
    const abbreviation = [...shorts].find((short) => short !== name);
    const aliases = [...new Set(group.map(({ text }) => text))].filter((text) => text !== name);
    const before = entities.find((entity) => entity.id === id);
    if (before) continue;
    entities.push({
      id,
      type,
      name,
      aliases,
      ...(abbreviation === undefined ? {} : { abbreviation }),
      role,
      confidence: Math.max(...group.map(({ confidence }) => confidence)),
      evidence,
    });
  }
  return { entities, linked: mentions.map((mention) => ({ ...mention, entity: entityOf.get(mention)! })) };
}

const covers = (mention: Mention, span: { field: string; start: number; end: number }) =>
  mention.field === span.field && mention.start <= span.start && span.end <= mention.end;

/** Group of the short form → group of the long form, where the paper defines one by the other. */
function shortToLong(mentions: readonly Mention[], abbreviations: readonly Abbreviation[]): Map<string, string> {
  const joined = new Map<string, string>();
  for (const { long, short } of abbreviations) {
    const ofLong = mentions.find((m) => m.field === long.field && m.end === long.end && m.start >= long.start - 12);
    const ofShort = mentions.find((m) => covers(m, short));
    if (!ofLong || !ofShort || ofLong === ofShort || ofLong.type !== ofShort.type) continue;
    const [from, to] = [ofShort, ofLong].map((m) => `${m.type}\0${nameKey(m.text, m.type)}`) as [string, string];
    if (from !== to && joined.get(to) !== from) joined.set(from, to);
  }
  return joined;
}

/** The fullest form: the long form where there is one, else the most frequent, then the longest, then the first. */
function nameOf(group: readonly Mention[], shorts: ReadonlySet<string>): string {
  const counts = new Map<string, number>();
  for (const { text } of group) counts.set(text, (counts.get(text) ?? 0) + 1);
  const isShort = (text: string) => shorts.has(text) || (text.endsWith('s') && shorts.has(text.slice(0, -1)));
  const ranked = [...counts].sort(
    ([a, m], [b, n]) =>
      Number(isShort(a)) - Number(isShort(b)) ||
      n - m ||
      Number(/s$/.test(a)) - Number(/s$/.test(b)) ||
      b.length - a.length,
  );
  return ranked[0]![0];
}

// ------------------------------------------------------------------------------------------------------------ roles

const USUAL: Readonly<Record<EntityType, Role>> = {
  Dataset: 'evaluated_on',
  Metric: 'reported',
  Hardware: 'runs_on',
  Task: 'addresses',
  Method: 'used',
};
const PROPOSES =
  /\b(?:we|this (?:paper|work|article|study)|paper)\b[^.;]{0,60}\b(?:presents?|proposes?|introduces?|develops?|describes?|devises?|releases?|designs?|contributes?|builds?|constructs?|creates?|call|name|term|dub|unveil)\b[^.;]{0,80}$|\b(?:called|termed|dubbed|named|namely|coined)\s+(?:the |a |an |")?$|\bpropos(?:e|ed|ing)\b[^,.;]{0,40}$/;
const COMPARES =
  /\b(?:outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beat(?:s|ing)?|than|versus|vs\.?|baselines?(?: such as| like)?|over|compared (?:to|with|against)|comparison (?:to|with)|against|compare (?:to|with|against)|comparable (?:to|with)|competitive with|superior to|prior|existing|above)\s+(?:[^.;]{0,60}\b(?:and|or|,)\s+)?(?:the |a |an |both |other |previous |existing |state-of-the-art |standard |vanilla )*$/;
const BACKGROUND =
  /^(?:recent|recently|existing|previous|prior|most|many|despite|although|while|traditional|conventional|typically|in recent years|current)\b/;
const TRAINS = /\b(?:train(?:ed|ing)?|pre-?train(?:ed|ing)?|fine-?tun(?:e|ed|ing)) (?:on|with|using)\b[^.;]{0,40}$/;

function roleOf(
  group: readonly Mention[],
  type: EntityType,
  sentences: readonly Sentence[],
): { role: Role; evidence: Entity['evidence'] } {
  const votes: { role: Role; weight: number; sentence: Sentence }[] = [];
  for (const mention of group) {
    const sentence = sentences.find(
      (s) => s.field === mention.field && s.start <= mention.start && mention.end <= s.end,
    );
    if (sentence) votes.push({ ...roleInSentence(mention, type, sentence), sentence });
  }
  const best = votes.reduce<(typeof votes)[number] | null>(
    (top, each) => (top === null || each.weight > top.weight ? each : top),
    null,
  );
  if (best === null) return { role: 'mentioned', evidence: spanOf(group[0]!) };
  return { role: best.role, evidence: spanOf(best.sentence) };
}

function roleInSentence(mention: Mention, type: EntityType, sentence: Sentence): { role: Role; weight: number } {
  const before = sentence.text.slice(0, mention.start - sentence.start).toLowerCase();
  const after = sentence.text.slice(mention.end - sentence.start).toLowerCase();
  const isTitle = sentence.field === 'title';
  if (type === 'Metric' || type === 'Hardware' || type === 'Task') return { role: USUAL[type], weight: 1 };
  if (isTitle) {
    if (before.trim() === '' && /^\s*(?:\([^)]*\))?\s*:/.test(after)) return { role: 'proposed', weight: 5 };
    return { role: USUAL[type], weight: 0.5 };
  }
  // What follows "based on", "using" or "for" is no longer what is presented.
  const near = before.slice(-160);
  const proposed =
    PROPOSES.test(near) &&
    !/\b(?:based on|using|with|by|for|from|via|of|to)\b[^,;(]*$/.test(
      near.replace(/^.*\b(?:presents?|proposes?|introduces?|develops?|describes?|call|named?|termed|called)\b/, ''),
    );
  const called =
    /,\s*(?:a|an|the|our)\s+(?:new|novel|simple|large|first)?\s*/.test(after.slice(0, 12)) && before.trim() === '';
  if (proposed || called) return { role: 'proposed', weight: 4 };
  if (type === 'Dataset')
    return {
      role: BACKGROUND.test(before) ? 'mentioned' : TRAINS.test(before) ? 'used' : 'evaluated_on',
      weight: BACKGROUND.test(before) ? 0.5 : 2,
    };
  if (COMPARES.test(near)) return { role: 'compared', weight: 3 };
  if (BACKGROUND.test(before.trimStart() === '' ? sentence.text.toLowerCase() : before))
    return { role: 'mentioned', weight: 0.8 };
  return { role: 'used', weight: 1 };
}
