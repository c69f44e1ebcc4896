/** Every format the graph is written in: one row each. */
import { ADMIN_FILES, adminCommand } from '../cypher/admin.js';
import { writeCypherScript } from '../cypher/script.js';
import type { GraphWriter, KnowledgeGraph } from '../schema.js';
import { writeBibtex } from './bibtex.js';
import { csvLine, writeEdgesCsv, writeNodesCsv } from './csv.js';
import { writeCytoscape } from './cytoscape.js';
import { writeGexf } from './gexf.js';
import { writeGraphml } from './graphml.js';
import { readGraphJson, writeJson } from './json.js';
import { writeEdgesJsonl, writeNodesJsonl } from './jsonl.js';
import { writeJsonld } from './jsonld.js';
import { writeMerges } from './merges.js';
import { type ReportOptions, writeReport } from './report.js';
import { writeTurtle } from './turtle.js';
import { writeVosviewer } from './vosviewer.js';

export interface ExportFormat {
  /** One line for help texts. */
  readonly about: string;
  readonly files: readonly { readonly name: string; readonly write: GraphWriter }[];
  /** What to do with them, in one line. */
  readonly note?: (graph: KnowledgeGraph) => string;
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
  cypher: {
    about: 'a script that cypher-shell runs, for a Neo4j that cannot be reached from here',
    files: [{ name: 'load.cypher', write: writeCypherScript }],
    note: () => 'cypher-shell -a bolt://localhost:7687 -u neo4j -d neo4j -f load.cypher',
  },
  'neo4j-admin': {
    about: 'CSV for neo4j-admin database import, the fastest way into an empty database',
    files: ADMIN_FILES.map(({ name, write }) => ({ name: `neo4j-admin/${name}`, write })),
    note: (graph) => `in neo4j-admin, while the database is stopped: ${adminCommand(graph)}`,
  },
  merges: { about: 'why names became one, to check and to undo', files: [{ name: 'merges.json', write: writeMerges }] },
  cytoscape: {
    about: 'Cytoscape and Cytoscape.js',
    files: [{ name: 'graph.cyjs', write: writeCytoscape }],
  },
  vosviewer: {
    about: 'VOSviewer: the thousand most mentioned things and the papers they share',
    files: [{ name: 'vosviewer.json', write: writeVosviewer }],
  },
  jsonl: {
    about: 'nodes and edges for programs, one a line',
    files: [
      { name: 'nodes.jsonl', write: writeNodesJsonl },
      { name: 'edges.jsonl', write: writeEdgesJsonl },
    ],
  },
  turtle: { about: 'RDF: schema.org, SKOS, PROV', files: [{ name: 'graph.ttl', write: writeTurtle }] },
  jsonld: { about: 'the same RDF as JSON-LD', files: [{ name: 'graph.jsonld', write: writeJsonld }] },
  bibtex: { about: 'the papers, for Zotero and LaTeX', files: [{ name: 'papers.bib', write: writeBibtex }] },
  report: { about: 'a page for people, in Markdown', files: [{ name: 'REPORT.md', write: writeReport }] },
};

export { csvLine, type ReportOptions, readGraphJson, writeBibtex, writeReport };
