/** Every format the graph is written in: one row each. */
import type { GraphWriter } from '../schema.js';
import { writeEdgesCsv, writeNodesCsv } from './csv.js';
import { writeGexf } from './gexf.js';
import { writeGraphml } from './graphml.js';
import { readGraphJson, writeJson } from './json.js';
import { writeReport } from './report.js';

export interface ExportFormat {
  /** One line for help texts. */
  readonly about: string;
  readonly files: readonly { readonly name: string; readonly write: GraphWriter }[];
}

/** Format name to its files. */
export const EXPORTS: Readonly<Record<string, ExportFormat>> = {
  json: { about: 'the whole graph, one node or edge a line', files: [{ name: 'graph.json', write: writeJson }] },
  gexf: { about: 'Gephi and Gephi Lite', files: [{ name: 'graph.gexf', write: writeGexf }] },
  graphml: { about: 'NetworkX, igraph, yEd, Cytoscape', files: [{ name: 'graph.graphml', write: writeGraphml }] },
  csv: {
    about: 'nodes and edges for spreadsheets',
    files: [
      { name: 'nodes.csv', write: writeNodesCsv },
      { name: 'edges.csv', write: writeEdgesCsv },
    ],
  },
  report: { about: 'a page for people, in Markdown', files: [{ name: 'REPORT.md', write: writeReport }] },
};

export { readGraphJson, writeReport };
