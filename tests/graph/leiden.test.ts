import { Clustering, Network as LeidenNetwork } from 'networkanalysis-ts';
import { expect, test } from 'vitest';
import { LeanNetwork } from '../../graph/leiden.js';
import { seededRandom } from '../../graph/network.js';
import { plantedNetwork } from './planted.js';

const { network } = plantedNetwork({ groups: 12, links: 3000, mixing: 0.3, seed: 3 });
const random = seededRandom(9);
const nodeWeights = Float64Array.from(network.ids, () => random());
const weights = network.weights.map(() => random() * 3);
const lean = LeanNetwork.of({ ...network, weights }, nodeWeights);
const theirs = new LeidenNetwork({
  nNodes: network.ids.length,
  nodeWeights: [...nodeWeights],
  firstNeighborIndices: [...network.offsets],
  neighbors: [...network.neighbours],
  edgeWeights: [...weights],
});
/** All fields, lists as plain lists: the library keeps them to itself. */
const fields = (of: object) =>
  Object.fromEntries(
    Object.entries(of).map(([name, value]) => [name, ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value]),
  );

test.each([1, 2, 30, 100])('in %d clusters, reduced and taken apart, it is the library to the last bit', (clusters) => {
  const clustering = () =>
    new Clustering({
      clusters: [...Array(clusters).keys(), ...network.ids.slice(clusters).map((_, n) => (n * 7) % clusters)],
    });
  expect(fields(lean.createReducedNetwork(clustering()))).toEqual(fields(theirs.createReducedNetwork(clustering())));
  expect(lean.createSubnetworks(clustering()).map(fields)).toEqual(theirs.createSubnetworks(clustering()).map(fields));
  const twice = (of: LeidenNetwork) => of.createReducedNetwork(clustering()).createSubnetworks(halves(clusters));
  expect(twice(lean).map(fields)).toEqual(twice(theirs).map(fields));
});

const halves = (nodes: number) =>
  new Clustering({ clusters: Array.from({ length: nodes }, (_, n) => n % Math.min(2, nodes)) });
