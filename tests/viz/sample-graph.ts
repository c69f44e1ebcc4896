/**
 * A made-up corpus and its graph, of any size and always the same: fields of research, each with methods, datasets and
 * tasks of its own, papers whose sentences really contain the names where the marks say so, and positions by field.
 */
import type {
  Community,
  EdgeType,
  EntityId,
  EntityNode,
  EntityType,
  Evidence,
  Gap,
  GraphEdge,
  KnowledgeGraph,
  Measure,
  NodeId,
  PaperId,
  PaperNode,
  Position,
  ResultId,
  ResultNode,
  Role,
} from '../../graph/schema.js';
import { MAX_EVIDENCE, MAX_PAPER_IDS, SCHEMA_VERSION } from '../../graph/schema.js';

export interface SampleOptions {
  readonly papers: number;
  readonly fields: number;
  /** Entities of each field: half methods, the rest datasets and tasks. */
  readonly entitiesPerField: number;
  readonly seed: number;
}
const DEFAULTS: SampleOptions = { papers: 140, fields: 8, entitiesPerField: 40, seed: 7 };

const BIRDS =
  'Wren Finch Heron Plover Kestrel Osprey Linnet Siskin Dunlin Curlew Petrel Merlin Avocet Bittern Grebe Martin'.split(
    ' ',
  );
const TAILS = 'Net Former Diff Cap Flow Mix Graph Tune Rank Seg Gen Prune Quant Fuse Align Track'.split(' ');
const THINGS =
  'bird calls,river maps,chess games,crop photos,court records,weather maps,knitting plans,street signs,recipe notes,tide tables,piano rolls,protein folds'.split(
    ',',
  );
const ACTS =
  'recognition,segmentation,retrieval,generation,translation,captioning,ranking,parsing,detection,forecasting'.split(
    ',',
  );
const METRICS: readonly (readonly [string, string | null, boolean, string])[] = [
  ['accuracy', null, true, '%'],
  ['mean average precision', 'mAP', true, '%'],
  ['F1', null, true, '%'],
  ['word error rate', 'WER', false, '%'],
  ['BLEU', null, true, ''],
  ['perplexity', 'PPL', false, ''],
  ['latency', null, false, 'ms'],
];
const HARDWARE = ['NVIDIA V100', 'NVIDIA A100', 'NVIDIA H100', 'TPU v3', 'Raspberry Pi 4', 'RTX 3090'];

/** Mulberry32: the same numbers everywhere. */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Thing {
  readonly id: EntityId;
  readonly type: EntityType;
  readonly name: string;
  readonly abbreviation: string | null;
  readonly aliases: string[];
  readonly field: number;
  readonly higherIsBetter: boolean | null;
  readonly unit: string;
  readonly evidence: Evidence[];
  readonly papers: Set<PaperId>;
  readonly years: Set<number>;
  readonly roles: Map<Role, number>;
  mentions: number;
  proposedIn: PaperId | null;
}

const slug = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export function sampleGraph(options: Partial<SampleOptions> = {}): KnowledgeGraph {
  const { papers: paperCount, fields, entitiesPerField, seed } = { ...DEFAULTS, ...options };
  const random = seeded(seed);
  const below = (n: number) => Math.floor(random() * n);
  // Few names are used often: square of a uniform number.
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() ** 2 * list.length)]!;

  const things: Thing[] = [];
  const taken = new Set<string>();
  const add = (type: EntityType, wanted: string, field: number, more: Partial<Thing> = {}): Thing => {
    let name = wanted;
    for (let n = 2; taken.has(slug(name)); n++) name = `${wanted}-${n}`;
    taken.add(slug(name));
    const thing: Thing = {
      id: `${type.toLowerCase() as Lowercase<EntityType>}:${slug(name)}`,
      type,
      name,
      abbreviation: null,
      aliases: [],
      field,
      higherIsBetter: null,
      unit: '',
      evidence: [],
      papers: new Set(),
      years: new Set(),
      roles: new Map(),
      mentions: 0,
      proposedIn: null,
      ...more,
    };
    things.push(thing);
    return thing;
  };
  const metrics = METRICS.map(([name, short, higherIsBetter, unit]) =>
    add('Metric', name, -1, { abbreviation: short, aliases: short ? [short] : [], higherIsBetter, unit }),
  );
  const hardware = HARDWARE.map((name) => add('Hardware', name, -1));
  const rooms = Array.from({ length: fields }, (_, field) => {
    const subject = THINGS[field % THINGS.length]!;
    const share = (part: number) => Math.max(2, Math.round(entitiesPerField * part));
    const methods = Array.from({ length: share(0.55) }, (_, i) => {
      const name = `${BIRDS[(field * 5 + i) % BIRDS.length]}${TAILS[(field + i * 3 + Math.floor(i / 16)) % TAILS.length]}`;
      const long = i % 5 === 2 ? [`${name.slice(0, 4).toLowerCase()} ${subject.split(' ')[0]} network`] : [];
      return add('Method', name, field, { aliases: long });
    });
    const datasets = Array.from({ length: share(0.25) }, (_, i) => {
      const short = `${subject.split(' ')[0]!.slice(0, 3).toUpperCase()}${i + 1}k`;
      return add(
        'Dataset',
        `${subject.split(' ')[0]![0]!.toUpperCase()}${subject.split(' ')[0]!.slice(1)}Bench${i || ''}`,
        field,
        {
          abbreviation: short,
          aliases: [short],
        },
      );
    });
    const tasks = Array.from({ length: share(0.2) }, (_, i) =>
      add('Task', `${subject} ${ACTS[(field + i) % ACTS.length]}`, field),
    );
    return { methods, datasets, tasks };
  });

  interface Draft {
    source: NodeId;
    type: EdgeType;
    target: NodeId;
    key: string;
    papers: Set<PaperId>;
    years: Set<number>;
    evidence: Evidence[];
    extra: Partial<GraphEdge>;
  }
  const drafts = new Map<string, Draft>();
  const link = (
    source: NodeId,
    type: EdgeType,
    target: NodeId,
    paper: PaperNode,
    evidence: Evidence | null,
    extra: Partial<GraphEdge> = {},
    key = '',
  ) => {
    if (source === target) return;
    const name = [source, type, target, key].join('\t');
    const draft = drafts.get(name) ?? {
      source,
      type,
      target,
      key,
      papers: new Set(),
      years: new Set(),
      evidence: [],
      extra,
    };
    drafts.set(name, draft);
    draft.papers.add(paper.id);
    if (paper.year) draft.years.add(paper.year);
    if (evidence && draft.evidence.length < MAX_EVIDENCE) draft.evidence.push(evidence);
  };

  const papers: PaperNode[] = [];
  const results: ResultNode[] = [];
  for (let p = 0; p < paperCount; p++) {
    const field = below(fields);
    const room = rooms[field]!;
    const other = random() < 0.12 ? rooms[below(fields)]! : room;
    const year = 2014 + Math.floor(Math.sqrt(random()) * 12);
    const own = pick(room.methods);
    const rival = pick(other.methods);
    const [dataset, second] = [pick(room.datasets), pick(other.datasets)];
    const task = pick(room.tasks);
    const metric = metrics[(field + below(2)) % metrics.length]!;
    const device = pick(hardware);
    const value = 60 + Math.floor(random() * 380) / 10;
    const valueRaw = `${value}${metric.unit}`;
    const text = (thing: Thing) => (random() < 0.3 && thing.aliases[0] ? thing.aliases[0] : thing.name);

    type Piece = string | Thing;
    const lines: Piece[][] = [
      ['We present ', own, `, a small model for `, task, ' that needs no labels at all.'],
      ['On ', dataset, ` it reaches ${valueRaw} `, metric, ', above ', rival, '.'],
      ['It was trained on ', second, ' for two days on eight ', device, ' cards.'],
      ['An ablation shows that most of the gain over ', rival, ' comes from the sampling order.'],
    ];
    const titleLine: Piece[] = [
      own,
      ': ',
      `better ${ACTS[p % ACTS.length]} of `,
      THINGS[field % THINGS.length]!,
      ' with less',
    ];
    const id: PaperId = `arxiv:${String(year - 2000).padStart(2, '0')}${String(1 + (p % 12)).padStart(2, '0')}.${String(10000 + p)}`;
    const found: { thing: Thing; evidence: Evidence; surface: string }[] = [];
    const write = (fieldName: 'title' | 'abstract', parts: Piece[], start: number): string => {
      let sentence = '';
      const spans: [Thing, number, number, string][] = [];
      for (const part of parts) {
        const surface = typeof part === 'string' ? part : fieldName === 'title' ? part.name : text(part);
        if (typeof part !== 'string') spans.push([part, sentence.length, sentence.length + surface.length, surface]);
        sentence += surface;
      }
      const marks = spans.map(([, s, e]) => [s, e] as const);
      for (const [thing, s, e, surface] of spans) {
        found.push({
          thing,
          surface,
          evidence: { paper: id, field: fieldName, start, end: start + sentence.length, sentence, marks: [[s, e]] },
        });
      }
      proofs.push({ paper: id, field: fieldName, start, end: start + sentence.length, sentence, marks });
      return sentence;
    };
    const proofs: Evidence[] = [];
    const title = write('title', titleLine, 0);
    let abstract = '';
    for (const line of lines)
      abstract += (abstract ? ' ' : '') + write('abstract', line, abstract ? abstract.length + 1 : 0);
    const paper: PaperNode = {
      id,
      type: 'Paper',
      name: title,
      abstract,
      year,
      publishedOn: null,
      venue: p % 3 === 0 ? 'ICML' : null,
      authors: [`A. ${BIRDS[p % BIRDS.length]}`, `B. ${TAILS[p % TAILS.length]}`],
      url: `https://example.org/abs/${p}`,
      categories: ['cs.LG'],
      arxivId: id.slice(6),
      arxivVersion: 1,
      doi: null,
      aclId: null,
      openalexId: null,
      s2Id: null,
    };
    papers.push(paper);
    const role = (thing: Thing): Role =>
      thing === own
        ? 'proposed'
        : thing === rival
          ? 'compared'
          : thing === dataset
            ? 'evaluated_on'
            : thing === device
              ? 'runs_on'
              : thing === task
                ? 'addresses'
                : thing.type === 'Metric'
                  ? 'reported'
                  : 'used';
    const counts = new Map<Thing, number>();
    for (const { thing, evidence, surface } of found) {
      counts.set(thing, (counts.get(thing) ?? 0) + 1);
      thing.mentions++;
      thing.years.add(year);
      thing.papers.add(id);
      if (thing.evidence.length < MAX_EVIDENCE) thing.evidence.push(evidence);
      link(id, 'MENTIONS', thing.id, paper, evidence, {
        count: 1,
        inTitle: evidence.field === 'title',
        surfaces: [surface],
        role: role(thing),
      });
    }
    for (const thing of counts.keys()) thing.roles.set(role(thing), (thing.roles.get(role(thing)) ?? 0) + 1);
    own.proposedIn ??= id;
    link(id, 'PROPOSES', own.id, paper, proofs[1]!);
    link(own.id, 'USED_FOR', task.id, paper, proofs[1]!);
    link(own.id, 'EVALUATED_ON', dataset.id, paper, proofs[2]!);
    link(own.id, 'MEASURED_BY', metric.id, paper, proofs[2]!);
    link(dataset.id, 'BENCHMARK_FOR', task.id, paper, proofs[2]!);
    link(
      own.id,
      'OUTPERFORMS',
      rival.id,
      paper,
      proofs[2]!,
      { metric: metric.id, dataset: dataset.id, margin: 1.4 },
      `${dataset.id}|${metric.id}`,
    );
    link(own.id, 'TRAINED_ON', second.id, paper, proofs[3]!);
    link(own.id, 'RUNS_ON', device.id, paper, proofs[3]!, { devices: 8, hours: 48 });
    const [low, high] = own.id < rival.id ? [own, rival] : [rival, own];
    link(low.id, 'COMPARED_WITH', high.id, paper, proofs[4]!);
    const resultId: ResultId = `result:${p.toString(16).padStart(16, '0')}`;
    results.push({
      id: resultId,
      type: 'Result',
      name: `${valueRaw} ${metric.name}`,
      paper: id,
      value,
      valueRaw,
      unit: metric.unit,
      isDelta: false,
      higherIsBetter: metric.higherIsBetter,
      method: own.id,
      dataset: dataset.id,
      task: task.id,
      metric: metric.id,
      hardware: null,
      baseline: rival.id,
      inferredSlots: ['method'],
      confidence: 0.8,
      evidence: [proofs[2]!],
    });
    link(id, 'REPORTS', resultId, paper, proofs[2]!);
    link(resultId, 'OF_METHOD', own.id, paper, proofs[2]!);
    link(resultId, 'ON_DATASET', dataset.id, paper, proofs[2]!);
    link(resultId, 'FOR_TASK', task.id, paper, proofs[2]!);
    link(resultId, 'WITH_METRIC', metric.id, paper, proofs[2]!);
    link(resultId, 'AGAINST', rival.id, paper, proofs[2]!);
  }

  const used = things.filter((thing) => thing.papers.size > 0);
  const entities: EntityNode[] = used.map((thing) => ({
    id: thing.id,
    type: thing.type,
    name: thing.name,
    aliases: thing.aliases,
    abbreviation: thing.abbreviation,
    papers: thing.papers.size,
    mentions: thing.mentions,
    firstYear: Math.min(...thing.years),
    lastYear: Math.max(...thing.years),
    proposedIn: thing.proposedIn,
    roles: Object.fromEntries(thing.roles),
    foundBy: ['lexicon'],
    confidence: 0.9,
    higherIsBetter: thing.higherIsBetter,
    evidence: thing.evidence,
  }));
  const nodes = [...papers, ...entities, ...results].sort(byId);
  const edges = [...drafts.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([, draft]): GraphEdge => ({
        source: draft.source,
        type: draft.type,
        target: draft.target,
        key: draft.key,
        support: draft.papers.size,
        papers: [...draft.papers].sort().slice(0, MAX_PAPER_IDS),
        firstYear: draft.years.size ? Math.min(...draft.years) : null,
        lastYear: draft.years.size ? Math.max(...draft.years) : null,
        confidence: 0.8,
        inferred: draft.type === 'EVALUATED_ON',
        evidence: draft.evidence,
        ...draft.extra,
      }),
    );

  const degrees = new Map<string, number>();
  for (const edge of edges) for (const end of [edge.source, edge.target]) degrees.set(end, (degrees.get(end) ?? 0) + 1);
  const measures: Record<string, Measure> = {};
  for (const node of nodes) {
    const degree = degrees.get(node.id) ?? 0;
    measures[node.id] = { degree, pageRank: degree / (edges.length * 2), betweenness: degree / edges.length };
  }
  const positions: Record<string, Position> = {};
  const turn = seeded(seed + 1);
  for (const thing of used) {
    const angle = thing.field < 0 ? turn() * 6.283 : (thing.field / fields) * 6.283;
    const reach = thing.field < 0 ? 20 : 100;
    const spread = thing.field < 0 ? 15 : (130 / fields ** 0.5) * Math.sqrt(turn());
    const phi = turn() * 6.283;
    positions[thing.id] = [
      Math.cos(angle) * reach + Math.cos(phi) * spread,
      Math.sin(angle) * reach + Math.sin(phi) * spread,
    ];
  }
  const communities = rooms.map((room, field): Community => {
    const members = used
      .filter((thing) => thing.field === field)
      .sort((a, b) => b.papers.size - a.papers.size || byId(a, b));
    return {
      id: `l0:${members[0]?.id ?? field}`,
      level: 0,
      parent: null,
      label: `${members[0]?.name ?? ''} · ${room.tasks[0]?.name ?? ''}`,
      description: `${members.length} things, ${papers.length} papers`,
      keywords: members.slice(0, 5).map((thing) => thing.name),
      members: members.map((thing) => thing.id),
      papers: papers
        .filter((_, i) => results[i]?.dataset && members.some((m) => m.id === results[i]!.method))
        .map((paper) => paper.id),
      stability: 0.9,
    };
  });
  const gaps: Gap[] = rooms.slice(0, 5).flatMap((room) => {
    const pairs: Gap[] = [];
    for (const method of room.methods.slice(0, 3))
      for (const dataset of room.datasets.slice(0, 3)) {
        const known = drafts.has([method.id, 'EVALUATED_ON', dataset.id, ''].join('\t'));
        if (!known && method.papers.size && dataset.papers.size)
          pairs.push({
            method: method.id,
            other: dataset.id,
            score: 0.5,
            why: 'three methods beside it were tried there',
          });
      }
    return pairs;
  });
  return {
    nodes,
    edges,
    merges: [],
    conflicts: [],
    rejected: {},
    measures,
    communities,
    bridges: [],
    positions,
    leaderboards: [],
    gaps,
    run: {
      version: '0.0.0',
      schema: SCHEMA_VERSION,
      inputHash: '0',
      configHash: '0',
      seed,
      papers: papers.length,
      communityAlgorithm: 'louvain',
      resolution: 1,
      modularity: 0.5,
    },
  };
}
