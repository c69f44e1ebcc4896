/**
 * Extractions written by hand: "[SparrowNet|Method|proposed] is tested on [BirdCLEF|Dataset]." A thing may have a fuller
 * name than its surface: "[CNN|Method:convolutional neural network]".
 */
import { entityId } from '../../src/text/name-key.js';
import type {
  Entity,
  EntityId,
  EntityType,
  Extraction,
  LinkedMention,
  Paper,
  PaperId,
  RelationType,
  Result,
  Role,
  Span,
} from '../../src/types.js';

export interface Sample {
  readonly id: string;
  readonly text: string;
  readonly title?: string;
  readonly year?: number;
  readonly paper?: Partial<Paper>;
  /** `['SparrowNet', 'EVALUATED_ON', 'BirdCLEF']`, by full name or surface. */
  readonly relations?: readonly (readonly [source: string, type: RelationType, target: string])[];
  readonly results?: readonly (Partial<Record<keyof Result, unknown>> & { value: string; amount: number })[];
  readonly confidence?: number;
}

const MARK = /\[([^|\]]+)\|([A-Z][a-z]+)(?::([^|\]]+))?(?:\|(\w+))?\]/g;

export function extraction(sample: Sample): Extraction {
  const { id, confidence = 0.9 } = sample;
  const mentions: LinkedMention[] = [];
  const entities = new Map<EntityId, Entity & { aliases: string[] }>();
  const surfaces = new Map<string, EntityId>();
  let text = '';
  let at = 0;
  for (const match of sample.text.matchAll(MARK)) {
    const [whole, surface, type, fullName, role] = match as unknown as [string, string, EntityType, string?, Role?];
    text += sample.text.slice(at, match.index);
    at = match.index + whole.length;
    const entity = entityId(type, fullName ?? surface);
    const span: Span = { field: 'abstract', start: text.length, end: text.length + surface.length };
    mentions.push({ ...span, text: surface, type, foundBy: 'tagger', confidence, entity });
    text += surface;
    surfaces.set(surface, entity);
    surfaces.set(fullName ?? surface, entity);
    const before = entities.get(entity);
    const isShort = fullName !== undefined && surface.length < fullName.length / 2;
    if (before) {
      if (surface !== before.name && !before.aliases.includes(surface)) before.aliases.push(surface);
      entities.set(entity, { ...before, ...(role ? { role } : {}), ...(isShort ? { abbreviation: surface } : {}) });
    } else {
      const name = fullName ?? surface;
      entities.set(entity, {
        id: entity,
        type,
        name,
        aliases: name === surface ? [] : [surface],
        ...(isShort ? { abbreviation: surface } : {}),
        role: role ?? 'used',
        confidence,
        evidence: span,
      });
    }
  }
  text += sample.text.slice(at);
  const find = (name: string): EntityId => {
    const found = surfaces.get(name);
    if (!found) throw new Error(`${id} does not mention ${name}`);
    return found;
  };
  const sentenceOf = (start: number): Span => {
    const from = text.lastIndexOf('. ', start);
    const to = text.indexOf('. ', start);
    return { field: 'abstract', start: from < 0 ? 0 : from + 2, end: to < 0 ? text.length : to + 1 };
  };
  const sentenceOfEntity = (entity: EntityId): Span =>
    sentenceOf(mentions.find((mention) => mention.entity === entity)!.start);
  const paper: Paper = {
    id: id as PaperId,
    title: sample.title ?? `On ${id}`,
    abstract: text,
    ...(sample.year === undefined ? {} : { year: sample.year }),
    authors: [],
    origin: 'sample',
    ...sample.paper,
  };
  return {
    id: paper.id,
    paper,
    mentions,
    entities: [...entities.values()].map((entity) => ({ ...entity, evidence: sentenceOfEntity(entity.id) })),
    relations: (sample.relations ?? []).map(([source, type, target]) => ({
      source: find(source),
      type,
      target: find(target),
      evidence: sentenceOfEntity(find(target)),
      confidence,
      inferred: false,
    })),
    results: (sample.results ?? []).map((result) => {
      const start = text.indexOf(result.value);
      const slot = (name: unknown) => (typeof name === 'string' ? find(name) : null);
      return {
        metric: slot(result.metric),
        method: slot(result.method),
        dataset: slot(result.dataset),
        task: slot(result.task),
        hardware: slot(result.hardware),
        baseline: slot(result.baseline),
        value: result.value,
        amount: result.amount,
        unit: (result.unit as string | undefined) ?? '%',
        kind: (result.kind as Result['kind'] | undefined) ?? 'absolute',
        spans: { value: { field: 'abstract', start, end: start + result.value.length } },
        inferred: (result.inferred as Result['inferred'] | undefined) ?? [],
        confidence,
        evidence: sentenceOf(start),
      };
    }),
  };
}

/** Three papers about birds that hold a bit of everything. */
export const BIRDS: readonly Extraction[] = [
  extraction({
    id: 'arxiv:2401.00001',
    title: 'SparrowNet for birdsong',
    year: 2024,
    text: 'We present [SparrowNet|Method|proposed], a [convolutional neural network|Method] ([CNN|Method:convolutional neural network]) for [birdsong recognition|Task]. On [BirdCLEF|Dataset] it reaches 93.2% [accuracy|Metric], above [ResNet-50|Method|compared].',
    relations: [
      ['SparrowNet', 'EVALUATED_ON', 'BirdCLEF'],
      ['SparrowNet', 'USED_FOR', 'birdsong recognition'],
      ['SparrowNet', 'SUBCLASS_OF', 'convolutional neural network'],
      ['SparrowNet', 'OUTPERFORMS', 'ResNet-50'],
    ],
    results: [
      {
        value: '93.2%',
        amount: 93.2,
        metric: 'accuracy',
        method: 'SparrowNet',
        dataset: 'BirdCLEF',
        inferred: ['method'],
      },
    ],
  }),
  extraction({
    id: 'arxiv:2402.00002',
    title: 'Nightjars at dusk',
    year: 2025,
    text: 'We train a [CNN|Method] and a [ResNet50|Method] on [BirdCLEF|Dataset]. The [CNN|Method] has an [accuracy|Metric] of 90.1%.',
    relations: [
      ['CNN', 'EVALUATED_ON', 'BirdCLEF'],
      ['ResNet50', 'COMPARED_WITH', 'CNN'],
    ],
    results: [{ value: '90.1%', amount: 90.1, metric: 'accuracy', method: 'CNN', dataset: 'BirdCLEF' }],
  }),
  extraction({
    id: 'doi:10.5555/wren',
    title: 'Wrens',
    text: 'A [ResNet-101|Method] for [birdsong recognition|Task] is measured by [accuracy|Metric].',
    relations: [['accuracy', 'USED_FOR', 'birdsong recognition']],
  }),
];
