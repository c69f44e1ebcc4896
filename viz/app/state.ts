import { EDGE_TYPES, NODE_TYPES, ROLES, type View } from '../view.js';

export type Mode = 'map' | 'table' | 'matrix';
export type Selected =
  | { readonly kind: 'node'; readonly node: number }
  | { readonly kind: 'link'; readonly a: number; readonly b: number }
  | { readonly kind: 'community'; readonly community: number }
  | null;
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly ratio: number;
}
/** All that a page shows is a function of this and of the view; the address holds all of it. */
export interface State {
  readonly mode: Mode;
  readonly colour: 'community' | 'type';
  readonly selected: Selected;
  /** Nodes gathered for a path, a comparison, a matrix or an export; in the order they were picked, without repeats. */
  readonly picked: readonly number[];
  /** How far the neighbourhood of the selection reaches: 1 to 3. */
  readonly depth: number;
  /** Hide all that is not in the neighbourhood of the selection. */
  readonly only: boolean;
  /** Show the shortest path between the first two picked nodes. */
  readonly path: boolean;
  /** Only methods and datasets, in two columns. */
  readonly twoSided: boolean;
  /** Bit i: NODE_TYPES[i] is shown. */
  readonly types: number;
  /** Bit i: EDGE_TYPES[i] is shown. */
  readonly edgeTypes: number;
  /** Bit i: ROLES[i]; a node is shown if some paper gives it one of them. */
  readonly roles: number;
  /** Index into `view.communities`; -1: all. */
  readonly community: number;
  readonly years: readonly [number, number] | null;
  /** Least papers behind a node and behind a link. */
  readonly leastPapers: number;
  readonly leastSupport: number;
  readonly camera: Camera | null;
}

const bit = (names: readonly string[], name: string) => 1 << names.indexOf(name);
const all = (names: readonly string[]) => (1 << names.length) - 1;
const ENTITY_MASK = all(NODE_TYPES) & ~bit(NODE_TYPES, 'Paper') & ~bit(NODE_TYPES, 'Result');

export const INITIAL: State = {
  mode: 'map',
  colour: 'community',
  selected: null,
  picked: [],
  depth: 1,
  only: false,
  path: false,
  twoSided: false,
  types: ENTITY_MASK,
  edgeTypes: all(EDGE_TYPES),
  roles: all(ROLES),
  community: -1,
  years: null,
  leastPapers: 1,
  leastSupport: 1,
  camera: null,
};

/** The state as the part of an address after `#`; what is as at the start is left out, so that the first is empty. */
export function toHash(state: State, view: View): string {
  const out = new URLSearchParams();
  const { selected } = state;
  if (selected?.kind === 'node') out.set('node', view.id[selected.node]!);
  if (selected?.kind === 'link') {
    out.append('link', view.id[selected.a]!);
    out.append('link', view.id[selected.b]!);
  }
  if (selected?.kind === 'community') out.set('cluster', view.communities[selected.community]!.id);
  for (const node of state.picked) out.append('pick', view.id[node]!);
  if (state.mode !== INITIAL.mode) out.set('view', state.mode);
  if (state.colour !== INITIAL.colour) out.set('colour', state.colour);
  if (state.depth !== INITIAL.depth) out.set('depth', String(state.depth));
  for (const flag of ['only', 'path', 'twoSided'] as const) if (state[flag]) out.set(flag, '1');
  if (state.types !== INITIAL.types) out.set('types', namesOf(state.types, NODE_TYPES));
  if (state.edgeTypes !== INITIAL.edgeTypes) out.set('edges', namesOf(state.edgeTypes, EDGE_TYPES));
  if (state.roles !== INITIAL.roles) out.set('roles', namesOf(state.roles, ROLES));
  if (state.community >= 0) out.set('in', view.communities[state.community]!.id);
  if (state.years) out.set('years', state.years.join('-'));
  if (state.leastPapers > 1) out.set('papers', String(state.leastPapers));
  if (state.leastSupport > 1) out.set('support', String(state.leastSupport));
  if (state.camera) {
    const { x, y, ratio } = state.camera;
    out.set('at', [x, y, ratio].map((v) => Number(v.toFixed(4))).join(','));
  }
  return out.toString().replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%2F', '/');
}

/** The state that an address names. An address is anybody's text: what does not make sense is as at the start. */
export function fromHash(hash: string, view: View): State {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  const nodeOf = numbersOf(view.id);
  const communityOf = numbersOf(view.communities.map(({ id }) => id));
  const node = nodeOf(said.get('node'));
  const [a, b] = said.getAll('link').map(nodeOf);
  const cluster = communityOf(said.get('cluster'));
  const selected: Selected =
    node >= 0
      ? { kind: 'node', node }
      : a !== undefined && b !== undefined && a >= 0 && b >= 0 && a !== b
        ? { kind: 'link', a, b }
        : cluster >= 0
          ? { kind: 'community', community: cluster }
          : null;
  const among = <T extends string>(value: string | null, choices: readonly T[], otherwise: T) =>
    choices.find((choice) => choice === value) ?? otherwise;
  const years = /^(\d{4})-(\d{4})$/
    .exec(said.get('years') ?? '')
    ?.slice(1)
    .map(Number);
  const camera = (said.get('at') ?? '').split(',').map(Number);
  return {
    mode: among(said.get('view'), ['map', 'table', 'matrix'], INITIAL.mode),
    colour: among(said.get('colour'), ['community', 'type'], INITIAL.colour),
    selected,
    picked: [...new Set(said.getAll('pick').map(nodeOf))].filter((n) => n >= 0),
    depth: whole(said.get('depth'), 1, 3, INITIAL.depth),
    only: said.get('only') === '1',
    path: said.get('path') === '1',
    twoSided: said.get('twoSided') === '1',
    types: maskOf(said.get('types'), NODE_TYPES, INITIAL.types),
    edgeTypes: maskOf(said.get('edges'), EDGE_TYPES, INITIAL.edgeTypes),
    roles: maskOf(said.get('roles'), ROLES, INITIAL.roles),
    community: communityOf(said.get('in')),
    years: years && years[0]! <= years[1]! ? [years[0]!, years[1]!] : null,
    leastPapers: whole(said.get('papers'), 1, 1e9, 1),
    leastSupport: whole(said.get('support'), 1, 1e9, 1),
    camera:
      camera.length === 3 && camera.every((v) => Math.abs(v) < 1000) && camera[2]! > 0
        ? { x: camera[0]!, y: camera[1]!, ratio: camera[2]! }
        : null,
  };
}

function namesOf(mask: number, names: readonly string[]): string {
  return names.filter((_, i) => mask & (1 << i)).join(',');
}

function maskOf(text: string | null, names: readonly string[], otherwise: number): number {
  if (text === null) return otherwise;
  const said = new Set(text.split(','));
  return names.reduce((mask, name, i) => (said.has(name) ? mask | (1 << i) : mask), 0);
}

function whole(text: string | null, least: number, most: number, otherwise: number): number {
  const value = /^\d{1,9}$/.test(text ?? '') ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : otherwise;
}

function numbersOf(ids: readonly string[]): (id: string | null) => number {
  let index: Map<string, number> | undefined;
  return (id) => {
    if (id === null) return -1;
    index ??= new Map(ids.map((known, i) => [known, i]));
    return index.get(id) ?? -1;
  };
}
