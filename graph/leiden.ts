/**
 * The networks that Leiden works on, in typed arrays: the library makes thousands of small networks and one reduced one
 * at every level, in lists the size of the whole. The numbers, and their order, are the library's to the last bit.
 */
import { type Clustering, Network as LeidenNetwork } from 'networkanalysis-ts';
import type { Numbers } from './network.js';

export class LeanNetwork extends LeidenNetwork {
  /** @param nodeWeights  of modularity: the strength of each node */
  static of({ offsets, neighbours, weights }: Numbers, nodeWeights: Float64Array): LeanNetwork {
    return LeanNetwork.#lean(nodeWeights, offsets, neighbours, weights);
  }

  static #lean(
    nodeWeights: Float64Array,
    first: Uint32Array,
    neighbors: Uint32Array,
    edgeWeights: Float64Array,
    selfLinks = 0,
  ): LeanNetwork {
    const network = new LeanNetwork();
    network.nNodes = nodeWeights.length;
    network.nEdges = neighbors.length;
    // The library only reads these, by index.
    network.nodeWeights = nodeWeights as never;
    network.firstNeighborIndices = first as never;
    network.neighbors = neighbors as never;
    network.edgeWeights = edgeWeights as never;
    network.totalEdgeWeightSelfLinks = selfLinks;
    return network;
  }

  override createReducedNetwork({ clusters, nClusters }: Clustering): LeanNetwork {
    const { firstNeighborIndices: first, neighbors, edgeWeights } = this;
    const { starts, order } = nodesByCluster(clusters, nClusters);
    const nodeWeights = new Float64Array(nClusters);
    const firsts = new Uint32Array(nClusters + 1);
    const there = new Uint32Array(this.nEdges);
    const weights = new Float64Array(this.nEdges);
    const sums = new Float64Array(nClusters);
    let [end, selfLinks] = [0, this.totalEdgeWeightSelfLinks];
    for (let cluster = 0; cluster < nClusters; cluster++) {
      const begin = end;
      for (let at = starts[cluster]!; at < starts[cluster + 1]!; at++) {
        const node = order[at]!;
        nodeWeights[cluster]! += this.nodeWeights[node]!;
        for (let edge = first[node]!; edge < first[node + 1]!; edge++) {
          const other = clusters[neighbors[edge]!]!;
          if (other === cluster) selfLinks += edgeWeights[edge]!;
          else {
            if (sums[other] === 0) there[end++] = other;
            sums[other]! += edgeWeights[edge]!;
          }
        }
      }
      for (let edge = begin; edge < end; edge++) {
        weights[edge] = sums[there[edge]!]!;
        sums[there[edge]!] = 0;
      }
      firsts[cluster + 1] = end;
    }
    return LeanNetwork.#lean(nodeWeights, firsts, there.slice(0, end), weights.slice(0, end), selfLinks);
  }

  override createSubnetworks({ clusters, nClusters }: Clustering): LeanNetwork[] {
    const { firstNeighborIndices: first, neighbors, edgeWeights } = this;
    const { starts, order } = nodesByCluster(clusters, nClusters);
    const places = new Uint32Array(this.nNodes);
    for (let cluster = 0; cluster < nClusters; cluster++)
      for (let at = starts[cluster]!; at < starts[cluster + 1]!; at++) places[order[at]!] = at - starts[cluster]!;
    // One piece of memory for all, since no edge is in two of them.
    const nodeWeights = new Float64Array(this.nNodes);
    const firsts = new Uint32Array(this.nNodes + nClusters);
    const there = new Uint32Array(this.nEdges);
    const weights = new Float64Array(this.nEdges);
    let end = 0;
    return Array.from({ length: nClusters }, (_, cluster) => {
      const [from, to] = [starts[cluster]!, starts[cluster + 1]!];
      const begin = end;
      for (let at = from; at < to; at++) {
        const node = order[at]!;
        nodeWeights[at] = this.nodeWeights[node]!;
        for (let edge = first[node]!; edge < first[node + 1]!; edge++) {
          const neighbor = neighbors[edge]!;
          if (clusters[neighbor] !== cluster) continue;
          there[end] = places[neighbor]!;
          weights[end++] = edgeWeights[edge]!;
        }
        firsts[at + cluster + 1] = end - begin;
      }
      return LeanNetwork.#lean(
        nodeWeights.subarray(from, to),
        firsts.subarray(from + cluster, to + cluster + 1),
        there.subarray(begin, end),
        weights.subarray(begin, end),
      );
    });
  }
}

/** The nodes of one cluster after the other, ascending in each. */
function nodesByCluster(clusters: readonly number[], count: number): { starts: Uint32Array; order: Uint32Array } {
  const starts = new Uint32Array(count + 1);
  for (const cluster of clusters) starts[cluster + 1]!++;
  for (let cluster = 0; cluster < count; cluster++) starts[cluster + 1]! += starts[cluster]!;
  const next = starts.slice(0, count);
  const order = new Uint32Array(clusters.length);
  for (let node = 0; node < clusters.length; node++) order[next[clusters[node]!]!++] = node;
  return { starts, order };
}
