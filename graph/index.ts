/** The landing: from a store to the finished graph, five steps in order. */
import { entityId } from '../src/text/name-key.js';
import type { EntityId } from '../src/types.js';
import { apart } from './apart.js';
import { type Built, build } from './build.js';
import {
  COMMUNITY_DEFAULTS,
  type CommunityOptions,
  cutCommunities,
  prepareCut,
  rankCommunities,
} from './communities.js';
import { findGaps } from './gaps.js';
import { placesById, prepareGround } from './layout.js';
import { findLeaderboards } from './leaderboards.js';
import { asMeasures, countEdges } from './measures.js';
import { mergeNames } from './merge.js';
import { connect, type Network, type Numbers } from './network.js';
import { type BareGraph, type Community, type KnowledgeGraph, SCHEMA_VERSION } from './schema.js';
import { askFacts, companyOf, countNames, numberThings } from './store/counts.js';
import type { Store } from './store/store.js';

export { Column } from './columns.js';
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
  /** Told when the communities have their names, before anything is placed. */
  readonly onCommunities: (graph: BareGraph, communities: readonly Community[]) => void;
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
  onCommunities: () => {},
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
  const { graph, links, papers, inputHash } = await readStore(store, settings);
  onStep('measuring');
  const ids = graph.nodes.map((node) => node.id as string);
  const network = connect(ids, links);
  const size = ids.length + network.neighbours.length;
  const centralities = apart('centralities', [numbersOf(network), { seed }], size);
  // Met below; until then a failure is not unhandled.
  centralities.catch(() => undefined);
  onStep('finding communities');
  const previous = settings.previous?.communities ?? [];
  const plan = prepareCut(graph, { seed, algorithm, resolution, projection, previous }, links);
  const others = apart('cutsOf', [numbersOf(plan.network), plan.runs], plan.network.neighbours.length);
  others.catch(() => undefined);
  const cut = cutCommunities(plan);
  const measures = asMeasures(ids, countEdges(ids.length, links), await centralities);
  const found = rankCommunities(cut, await others, measures);
  settings.onCommunities(graph, found.communities);
  onStep('placing nodes');
  const earlier = settings.previous ? { previous: settings.previous } : {};
  const ground = prepareGround(graph, network, found.communities, earlier);
  const places = apart('placeGround', [ground], size);
  places.catch(() => undefined);
  onStep('looking for gaps');
  const gaps = findGaps(graph);
  const positions = placesById(ground, await places);
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

/** What goes to another thread is copied: only what it needs. */
const numbersOf = ({ offsets, neighbours, weights }: Network): Numbers => ({ offsets, neighbours, weights });

/** Names counted and merged, nodes and edges made of them; what was needed for it on the way is let go. */
async function readStore(store: Store, settings: BuildOptions): Promise<Built> {
  const { onStep } = settings;
  onStep('counting names');
  await numberThings(store);
  // Asked while names are counted and merged, so that the database puts the facts in order meanwhile.
  const counting = countNames(store);
  const facts = askFacts(store);
  const counted = await counting;
  onStep('merging names');
  const names = await mergeNames(counted, settings, (things) => companyOf(store, things));
  onStep('building nodes and edges');
  const higherIsBetter = readDirections(settings.metrics ?? '');
  return build({ counted, names, facts: facts(counted.texts), higherIsBetter });
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
