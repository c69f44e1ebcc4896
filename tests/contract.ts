/**
 * What every writer in `graph/export` must keep: how each format is read back, by means other than our own.
 */
import { parse as parseCsv } from 'csv-parse/sync';
import { MultiGraph } from 'graphology';
import gexf from 'graphology-gexf';
import graphml from 'graphology-graphml';
import { SaxesParser } from 'saxes';
import type { GraphEdge, GraphNode } from '../graph/schema.js';

/** A graph as another program sees it. */
export interface ReadBack {
  /** In the order they stand in the file. */
  readonly nodes: readonly { readonly id: string; readonly name: string; readonly at?: readonly [number, number] }[];
  /** `source TYPE target`, in the order they stand in the file. */
  readonly edges: readonly string[];
}
type Reader = (files: Readonly<Record<string, string>>) => ReadBack;

/** Formats that carry the graph, and how to read them; a format that is for people only has no row. */
export const READERS: Readonly<Record<string, Reader>> = {
  json: (files) => {
    const graph = JSON.parse(files['graph.json']!) as { nodes: GraphNode[]; edges: GraphEdge[] } & {
      positions: Record<string, [number, number]>;
    };
    return {
      nodes: graph.nodes.map(({ id, name }) => ({ id, name, at: graph.positions[id]! })),
      edges: graph.edges.map((edge) => `${edge.source} ${edge.type} ${edge.target}`),
    };
  },
  gexf: (files) => {
    assertXml(files['graph.gexf']!);
    return fromGraphology(gexf.parse(MultiGraph, files['graph.gexf']!));
  },
  graphml: (files) => {
    assertXml(files['graph.graphml']!);
    return fromGraphology(graphml.parse(MultiGraph, files['graph.graphml']!));
  },
  csv: (files) => {
    const read = (name: string) => parseCsv(files[name]!, { columns: true }) as Record<string, string>[];
    return {
      nodes: read('nodes.csv').map((row) => ({
        id: row.Id!,
        name: row.Label!,
        at: [Number(row.x), Number(row.y)] as const,
      })),
      edges: read('edges.csv').map((row) => `${row.Source} ${row.relation} ${row.Target}`),
    };
  },
  cytoscape: (files) => {
    type Element = { data: Record<string, string>; position: { x: number; y: number } };
    const { elements } = JSON.parse(files['graph.cyjs']!) as { elements: { nodes: Element[]; edges: Element[] } };
    return {
      nodes: elements.nodes.map(({ data, position }) => ({
        id: data.id!,
        name: data.name!,
        at: [position.x, -position.y || 0] as const,
      })),
      edges: elements.edges.map(({ data }) => `${data.source} ${data.interaction} ${data.target}`),
    };
  },
  jsonl: (files) => {
    const nodes = lines(files['nodes.jsonl']!) as { id: string; name: string; x: number; y: number }[];
    const edges = lines(files['edges.jsonl']!) as GraphEdge[];
    return {
      nodes: nodes.map(({ id, name, x, y }) => ({ id, name, at: [x, y] as const })),
      edges: edges.map((edge) => `${edge.source} ${edge.type} ${edge.target}`),
    };
  },
};

function lines(text: string): unknown[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
}

function fromGraphology(graph: MultiGraph): ReadBack {
  return {
    nodes: graph.mapNodes((id, attributes) => ({
      id,
      name: attributes.label as string,
      at: [attributes.x as number, attributes.y as number] as const,
    })),
    edges: graph.mapEdges((_, attributes, source, target) => `${source} ${attributes.relation} ${target}`),
  };
}

/** @throws when a strict parser finds the text not well formed */
function assertXml(text: string): void {
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(text).close();
}

/** What a format can carry of a text at all: XML 1.0 has no control characters, none has lone surrogates in UTF-8. */
export const CARRIED: Readonly<Record<string, (text: string) => string>> = {
  json: (text) => text,
  gexf: xmlCarries,
  graphml: xmlCarries,
  cytoscape: (text) => text,
  jsonl: (text) => text,
  csv: (text) => {
    const plain = text.replaceAll('\0', '').toWellFormed();
    return /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
  },
};

function xmlCarries(text: string): string {
  return [...text]
    .filter((character) => {
      const code = character.codePointAt(0)!;
      if (code < 0x20) return code === 9 || code === 10 || code === 13;
      return (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff;
    })
    .join('');
}
