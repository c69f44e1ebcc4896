import { EDGE_TYPES, NODE_TYPES, ROLES } from '../view.js';
import { edgesOfLink, type Model, otherEnd } from './model.js';
import type { State } from './state.js';

/** What the filters leave, by number: 1 shown, 0 not. */
export interface Shown {
  readonly nodes: Uint8Array;
  readonly links: Uint8Array;
  readonly nodeCount: number;
  readonly linkCount: number;
}
/** What stands out: the selection and what is near it. `null`: nothing is selected. */
export interface Focus {
  readonly nodes: ReadonlySet<number>;
  readonly links: ReadonlySet<number>;
  /** Those that the selection itself names. */
  readonly core: ReadonlySet<number>;
}

const [METHOD, DATASET] = [NODE_TYPES.indexOf('Method'), NODE_TYPES.indexOf('Dataset')];
const TWO_SIDED_MASK = (1 << METHOD) | (1 << DATASET);
const TWO_SIDED_MOST = { methods: 45, datasets: 45 } as const;
const ALL_ROLES = (1 << ROLES.length) - 1;
const ALL_EDGES = (1 << EDGE_TYPES.length) - 1;

/** What passes the filters. Costs nodes + edges: for a change of filters, not for a click. */
export function shownBy(state: State, model: Model): Shown {
  const { view } = model;
  const nodes = new Uint8Array(view.nodeCount);
  const types = state.twoSided ? TWO_SIDED_MASK : state.types;
  let nodeCount = 0;
  for (let i = 0; i < view.nodeCount; i++) {
    if (!(types & (1 << view.type[i]!))) continue;
    if (state.community >= 0 && model.communityOf[i] !== state.community && model.isEntity[i]) continue;
    if (state.years && view.firstYear[i] && !overlaps(view.firstYear[i]!, view.lastYear[i]!, state.years)) continue;
    if (model.isEntity[i]) {
      if (view.papers[i]! < state.leastPapers) continue;
      if (state.roles !== ALL_ROLES && !hasRole(state.roles, view.roles, i)) continue;
    }
    nodes[i] = 1;
    nodeCount++;
  }
  const links = new Uint8Array(model.linkCount);
  let linkCount = 0;
  if (state.twoSided) keepTwoSides(model, nodes);
  for (let l = 0; l < model.linkCount; l++) {
    if (!nodes[model.linkA[l]!] || !nodes[model.linkB[l]!]) continue;
    if (state.twoSided && view.type[model.linkA[l]!] === view.type[model.linkB[l]!]) continue;
    for (const edge of edgesOfLink(model, l)) {
      if (edgePasses(state, model, edge)) {
        links[l] = 1;
        linkCount++;
        break;
      }
    }
  }
  if (state.twoSided) nodeCount = nodes.reduce((sum, on) => sum + on, 0);
  return { nodes, links, nodeCount, linkCount };
}

/** Leaves the methods and datasets that are linked across most often, no more than can be told apart in a column. */
function keepTwoSides(model: Model, nodes: Uint8Array): void {
  const { view } = model;
  const across = new Map<number, number>();
  for (let l = 0; l < model.linkCount; l++) {
    const [a, b] = [model.linkA[l]!, model.linkB[l]!];
    if (!nodes[a] || !nodes[b] || view.type[a] === view.type[b]) continue;
    across.set(a, (across.get(a) ?? 0) + 1);
    across.set(b, (across.get(b) ?? 0) + 1);
  }
  nodes.fill(0);
  for (const [type, most] of [
    [METHOD, TWO_SIDED_MOST.methods],
    [DATASET, TWO_SIDED_MOST.datasets],
  ] as const) {
    const side = [...across].filter(([node]) => view.type[node] === type);
    side.sort((a, b) => b[1] - a[1] || view.papers[b[0]]! - view.papers[a[0]]! || a[0] - b[0]);
    for (const [node] of side.slice(0, most)) nodes[node] = 1;
  }
}

export function edgePasses(state: State, { view }: Model, edge: number): boolean {
  return (
    (state.edgeTypes === ALL_EDGES || (state.edgeTypes & (1 << view.edgeType[edge]!)) !== 0) &&
    view.support[edge]! >= state.leastSupport &&
    (!state.years ||
      !view.edgeFirstYear[edge] ||
      overlaps(view.edgeFirstYear[edge]!, view.edgeLastYear[edge]!, state.years))
  );
}

const overlaps = (first: number, last: number, [from, to]: readonly [number, number]) => first <= to && last >= from;

function hasRole(mask: number, roles: Uint32Array, node: number): boolean {
  for (let r = 0; r < ROLES.length; r++) if (mask & (1 << r) && roles[node * ROLES.length + r]) return true;
  return false;
}

/** What the selection lights up among what is shown. Costs the size of the neighbourhood. */
export function focusOf(state: State, model: Model, shown: Shown): Focus | null {
  if (state.path && state.picked.length >= 2) {
    const path = shortestPath(model, shown, state.picked[0]!, state.picked[1]!);
    return {
      nodes: new Set(path?.nodes ?? state.picked),
      links: new Set(path?.links ?? []),
      core: new Set(state.picked.slice(0, 2)),
    };
  }
  const { selected } = state;
  if (state.path && state.picked.length === 1) return neighbourhood(model, shown, state.picked, 1);
  if (selected?.kind === 'node') {
    if (!shown.nodes[selected.node] && !model.isEntity[selected.node]) return aboutOf(model, shown, selected.node);
    return neighbourhood(model, shown, [selected.node], state.depth);
  }
  if (selected?.kind === 'link') {
    const core = new Set([selected.a, selected.b]);
    const links = new Set<number>();
    for (let k = model.linkStart[selected.a]!; k < model.linkStart[selected.a + 1]!; k++)
      if (otherEnd(model, model.linkAt[k]!, selected.a) === selected.b) links.add(model.linkAt[k]!);
    return { nodes: core, links, core };
  }
  if (selected?.kind === 'community') {
    const nodes = new Set(model.view.communities[selected.community]!.members.filter((n) => shown.nodes[n]));
    const links = new Set<number>();
    for (const node of nodes)
      for (let k = model.linkStart[node]!; k < model.linkStart[node + 1]!; k++) {
        const link = model.linkAt[k]!;
        if (shown.links[link] && nodes.has(otherEnd(model, link, node))) links.add(link);
      }
    return { nodes, links, core: new Set() };
  }
  if (state.picked.length > 0) return commonNeighbours(model, shown, state.picked);
  return null;
}

/** What a paper or a result that is not on the map itself speaks of. */
function aboutOf(model: Model, shown: Shown, node: number): Focus {
  const nodes = new Set([node]);
  const links = new Set<number>();
  for (let k = model.linkStart[node]!; k < model.linkStart[node + 1]!; k++) {
    const other = otherEnd(model, model.linkAt[k]!, node);
    if (!shown.nodes[other]) continue;
    nodes.add(other);
    links.add(model.linkAt[k]!);
  }
  return { nodes, links, core: new Set([node]) };
}

/** All within `depth` steps of `from`, over links that are shown; links among the last ring are left out. */
export function neighbourhood(model: Model, shown: Shown, from: readonly number[], depth: number): Focus {
  const nodes = new Set(from);
  const links = new Set<number>();
  let ring = from;
  for (let step = 0; step < depth; step++) {
    const next: number[] = [];
    for (const node of ring)
      for (let k = model.linkStart[node]!; k < model.linkStart[node + 1]!; k++) {
        const link = model.linkAt[k]!;
        if (!shown.links[link]) continue;
        links.add(link);
        const other = otherEnd(model, link, node);
        if (nodes.has(other)) continue;
        nodes.add(other);
        next.push(other);
      }
    ring = next;
  }
  return { nodes, links, core: new Set(from) };
}

/** The picked nodes, what all of them are linked to, and the links between. */
export function commonNeighbours(model: Model, shown: Shown, picked: readonly number[]): Focus {
  const core = new Set(picked);
  const met = new Map<number, number[]>();
  for (const node of picked)
    for (let k = model.linkStart[node]!; k < model.linkStart[node + 1]!; k++) {
      const link = model.linkAt[k]!;
      if (!shown.links[link]) continue;
      const other = otherEnd(model, link, node);
      const links = met.get(other) ?? [];
      links.push(link);
      met.set(other, links);
    }
  const nodes = new Set(core);
  const links = new Set<number>();
  for (const [other, via] of met) {
    if (!core.has(other) && via.length < picked.length) continue;
    nodes.add(other);
    for (const link of via) links.add(link);
  }
  return { nodes, links, core };
}

/**
 * A path with the fewest steps among what is shown; of several the one whose weakest step has most papers behind it
 * comes first to hand: neighbours are tried in order of support. Papers and results are stepping stones only if shown.
 *
 * @returns `null` when the two are not joined; `nodes` from one end to the other
 */
export function shortestPath(
  model: Model,
  shown: Shown,
  from: number,
  to: number,
): { nodes: readonly number[]; links: readonly number[] } | null {
  const { view } = model;
  const via = new Int32Array(view.nodeCount).fill(-1);
  const seen = new Uint8Array(view.nodeCount);
  const support = (link: number) => edgesOfLink(model, link).reduce((sum, edge) => sum + view.support[edge]!, 0);
  seen[from] = 1;
  let ring = [from];
  while (ring.length > 0 && !seen[to]) {
    const next: number[] = [];
    for (const node of ring) {
      const links = Array.from(model.linkAt.subarray(model.linkStart[node]!, model.linkStart[node + 1]!));
      links.sort((a, b) => support(b) - support(a) || a - b);
      for (const link of links) {
        const other = otherEnd(model, link, node);
        if (!shown.links[link] || seen[other]) continue;
        seen[other] = 1;
        via[other] = link;
        next.push(other);
      }
    }
    ring = next;
  }
  if (!seen[to] || from === to) return null;
  const nodes = [to];
  const links: number[] = [];
  for (let node = to; node !== from; ) {
    links.push(via[node]!);
    node = otherEnd(model, via[node]!, node);
    nodes.push(node);
  }
  return { nodes: nodes.reverse(), links: links.reverse() };
}
