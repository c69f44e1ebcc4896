/** The landing: from a store to the finished graph, five steps in order. */
import { entityId } from '../src/text/name-key.js';
import type { EntityId } from '../src/types.js';
import { build } from './build.js';
import { COMMUNITY_DEFAULTS, type CommunityOptions, findCommunities } from './communities.js';
import { findGaps } from './gaps.js';
import { placeNodes } from './layout.js';
import { findLeaderboards } from './leaderboards.js';
import { findMeasures } from './measures.js';
import { mergeNames } from './merge.js';
import { type KnowledgeGraph, SCHEMA_VERSION } from './schema.js';
import { companyOf, countNames, factsByPaper, numberThings } from './store/counts.js';
import type { Store } from './store/store.js';

export { COMMUNITY_CHOICES } from './communities.js';
export { findNodes } from './lookup.js';

export interface BuildOptions {
  readonly seed: number;
  readonly algorithm: CommunityOptions['algorithm'];
  /** Null: by the number of papers. */
  readonly resolution: CommunityOptions['resolution'];
  readonly projection: CommunityOptions['projection'];
  /** Curated aliases, the tables that mentions are found with, the user's aliases and pins, as texts. */
  readonly knownAliases: string | undefined;
  readonly lexicon: string | undefined;
  readonly hardware: string | undefined;
  readonly aliases: string | undefined;
  readonly pins: string | undefined;
  readonly metrics: string | undefined;
  /** The graph of an earlier build of the same folder: what is still the same keeps its community and place. */
  readonly previous: KnowledgeGraph | undefined;
  /** Of the program and of the settings, for `run`. */
  readonly version: string;
  readonly configHash: string;
  /** Told before each step. */
  readonly onStep: (step: string) => void;
}
const DEFAULTS: BuildOptions = {
  seed: COMMUNITY_DEFAULTS.seed,
  algorithm: COMMUNITY_DEFAULTS.algorithm,
  resolution: COMMUNITY_DEFAULTS.resolution,
  projection: COMMUNITY_DEFAULTS.projection,
  knownAliases: '',
  lexicon: '',
  hardware: '',
  aliases: '',
  pins: '',
  metrics: '',
  previous: undefined,
  version: '',
  configHash: '',
  onStep: () => {},
};

/**
 * The graph of all papers in the store. The same store, options and seed give the same graph, whatever the order in
 * which the papers came.
 *
 * @throws PapergraphError BAD_ALIAS or BAD_PINS, with the line, for a table of the user's that cannot be read
 */
export async function buildGraph(store: Store, options: Partial<BuildOptions> = {}): Promise<KnowledgeGraph> {
  const settings = { ...DEFAULTS, ...options };
  const { seed, algorithm, resolution, projection, onStep } = settings;
  onStep('counting names');
  await numberThings(store);
  const counted = await countNames(store);
  onStep('merging names');
  const names = await mergeNames(counted, settings, (things) => companyOf(store, things));
  onStep('building nodes and edges');
  const higherIsBetter = readDirections(settings.metrics ?? '');
  const facts = factsByPaper(store, counted.texts);
  const { graph, papers, inputHash } = await build({ counted, names, facts, higherIsBetter });
  onStep('measuring');
  const measures = findMeasures(graph, { seed });
  onStep('finding communities');
  const previous = settings.previous?.communities ?? [];
  const found = findCommunities(graph, measures, { seed, algorithm, resolution, projection, previous });
  onStep('placing nodes');
  const positions = placeNodes(graph, found.communities, settings.previous ? { previous: settings.previous } : {});
  onStep('looking for gaps');
  const gaps = findGaps(graph);
  return {
    ...graph,
    measures,
    communities: found.communities,
    ...(found.changes.length > 0 ? { changes: found.changes } : {}),
    bridges: found.bridges,
    positions,
    leaderboards: findLeaderboards(graph.nodes),
    gaps,
    run: {
      version: settings.version,
      schema: SCHEMA_VERSION,
      inputHash,
      configHash: settings.configHash,
      seed,
      papers,
      communityAlgorithm: algorithm,
      resolution: found.resolution,
      modularity: found.modularity,
    },
  };
}

/** `name ⇥ aliases ⇥ unit ⇥ higher|lower`: the direction of each metric under every name it is known by. */
function readDirections(tsv: string): Map<EntityId, boolean> {
  const directions = new Map<EntityId, boolean>();
  for (const line of tsv.split('\n')) {
    if (line.startsWith('#')) continue;
    const [name = '', aliases = '', , direction = ''] = line.split('\t').map((column) => column.trim());
    if (direction !== 'higher' && direction !== 'lower') continue;
    for (const each of [name, ...aliases.split('|')])
      if (each && !directions.has(entityId('Metric', each)))
        directions.set(entityId('Metric', each), direction === 'higher');
  }
  return directions;
}
