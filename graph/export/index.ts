/** The ways out as text: one table from format to files; a new format is a new file and a row. */
import type { GraphWriter } from '../schema.js';
import { writeEdgesCsv, writeNodesCsv } from './csv.js';
import { writeGexf } from './gexf.js';
import { writeGraphml } from './graphml.js';
import { writeJson } from './json.js';
import { writeReport } from './report.js';

export { readGraphJson } from './json.js';

export interface ExportFormat {
  readonly about: string;
  readonly files: readonly { readonly name: string; readonly write: GraphWriter }[];
}

export const EXPORTS: Readonly<Record<string, ExportFormat>> = {
  json: { about: 'the whole graph, one node or edge a line', files: [{ name: 'graph.json', write: writeJson }] },
  gexf: { about: 'Gephi, with colours, sizes and places', files: [{ name: 'graph.gexf', write: writeGexf }] },
  graphml: {
    about: 'yEd, NetworkX, igraph, Cytoscape',
    files: [{ name: 'graph.graphml', write: writeGraphml }],
  },
  csv: {
    about: 'nodes and edges for a spreadsheet',
    files: [
      { name: 'nodes.csv', write: writeNodesCsv },
      { name: 'edges.csv', write: writeEdgesCsv },
    ],
  },
  report: { about: 'what the graph says, for a person', files: [{ name: 'REPORT.md', write: writeReport }] },
};
