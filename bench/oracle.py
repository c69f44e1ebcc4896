"""Modularity that leidenalg and igraph reach on an edge list (`a b weight` a line), as one line of JSON.

Debian: apt-get install python3-igraph python3-leidenalg. Used by bench/communities.mjs only.
"""

import json
import random
import sys
import time

import igraph
import leidenalg

path, resolution = sys.argv[1], float(sys.argv[2])
edges, weights, size = [], [], 0
with open(path) as lines:
    for line in lines:
        a, b, weight = line.split()
        edges.append((int(a), int(b)))
        weights.append(float(weight))
        size = max(size, int(a) + 1, int(b) + 1)
graph = igraph.Graph(n=size, edges=edges)
random.seed(1)

began = time.process_time()
found = leidenalg.find_partition(
    graph,
    leidenalg.RBConfigurationVertexPartition,
    weights=weights,
    resolution_parameter=resolution,
    n_iterations=10,
    seed=1,
)
seconds = time.process_time() - began
began = time.process_time()
louvain = graph.community_multilevel(weights=weights, resolution=resolution)
print(
    json.dumps(
        {
            "leidenalg": graph.modularity(found.membership, weights=weights, resolution=resolution),
            "leidenalgSeconds": seconds,
            "igraphLouvain": graph.modularity(louvain.membership, weights=weights, resolution=resolution),
            "igraphLouvainSeconds": time.process_time() - began,
        }
    )
)
