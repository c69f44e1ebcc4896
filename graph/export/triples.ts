/**
 * The graph as RDF statements, grouped by subject: what Turtle and JSON-LD write in two notations.
 *
 * Terms of schema.org for papers, SKOS for things and areas, PROV for where it is from, Linked Papers With Code where
 * it has the same notion, and our own for the rest.
 */

import type { EdgeType, EntityType, GraphEdge, GraphNode, KnowledgeGraph } from '../schema.js';
import { communitiesByNode } from './looks.js';

export const PREFIXES = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  schema: 'https://schema.org/',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  prov: 'http://www.w3.org/ns/prov#',
  lpwc: 'https://linkedpaperswithcode.com/class/',
  lpwcp: 'https://linkedpaperswithcode.com/property/',
  pg: 'urn:papergraph:terms:',
} as const;

/** `iri`: absolute or with one of the prefixes. */
export type Term =
  | { readonly iri: string }
  | { readonly text: string }
  | { readonly integer: number }
  | { readonly double: number }
  | { readonly boolean: boolean }
  | { readonly year: number };
export interface Subject {
  /** Absolute. */
  readonly iri: string;
  readonly about: readonly (readonly [predicate: string, object: Term])[];
}

const CLASSES: Readonly<Record<EntityType, readonly string[]>> = {
  Method: ['lpwc:method'],
  Dataset: ['lpwc:dataset', 'schema:Dataset'],
  Task: ['lpwc:task'],
  Metric: ['pg:Metric'],
  Hardware: ['pg:Hardware'],
};
/** Beside our own term of the same name as the edge: what others call it, and whether they say it the other way round. */
const PREDICATES: Readonly<Partial<Record<EdgeType, readonly (readonly [predicate: string, inverse: boolean])[]>>> = {
  MENTIONS: [['schema:mentions', false]],
  PROPOSES: [['lpwcp:introducedBy', true]],
  USED_FOR: [['lpwcp:usedForTask', false]],
  EVALUATED_ON: [['lpwcp:usesDataset', false]],
  VARIANT_OF: [['skos:broader', false]],
  SUBTASK_OF: [['skos:broader', false]],
  PART_OF: [['schema:isPartOf', false]],
  REPORTS: [['lpwcp:hasEvaluation', false]],
  OF_METHOD: [['lpwcp:hasModel', false]],
  ON_DATASET: [['lpwcp:hasDataset', false]],
  FOR_TASK: [['lpwcp:hasTask', false]],
};
/** Edges that a paper or a result says of itself need no statement about who says so. */
const PLAIN: readonly EdgeType[] = [
  'MENTIONS',
  'PROPOSES',
  'REPORTS',
  'OF_METHOD',
  'ON_DATASET',
  'FOR_TASK',
  'WITH_METRIC',
  'ON_HARDWARE',
  'AGAINST',
];

/** Nodes with their edges, areas, then the statements with support and source, each in order of id. */
export function* subjectsOf(graph: KnowledgeGraph): Iterable<Subject> {
  const outgoing = edgesBySource(graph.edges);
  const communityOf = communitiesByNode(graph.communities);
  for (const node of graph.nodes) {
    const about: [string, Term][] = [...aboutNode(node)];
    const community = communityOf.get(node.id);
    if (community) about.push(['schema:about', { iri: nodeIri(`community:${community.id}`) }]);
    for (const edge of outgoing.get(node.id) ?? []) {
      about.push([`pg:${edge.type}`, { iri: nodeIri(edge.target) }]);
      for (const [predicate, inverse] of PREDICATES[edge.type] ?? []) {
        if (!inverse) about.push([predicate, { iri: nodeIri(edge.target) }]);
      }
    }
    yield { iri: nodeIri(node.id), about: unique(about) };
  }
  for (const { id, label, description, parent, level } of graph.communities) {
    const about: [string, Term][] = [
      ['rdf:type', { iri: 'skos:Collection' }],
      ['skos:prefLabel', { text: label }],
      ['skos:note', { text: description }],
      ['pg:level', { integer: level }],
    ];
    if (parent !== null) about.push(['schema:isPartOf', { iri: nodeIri(`community:${parent}`) }]);
    yield { iri: nodeIri(`community:${id}`), about };
  }
  for (const edge of graph.edges) {
    for (const [predicate, inverse] of PREDICATES[edge.type] ?? []) {
      if (inverse) yield { iri: nodeIri(edge.target), about: [[predicate, { iri: nodeIri(edge.source) }]] };
    }
    if (!PLAIN.includes(edge.type)) yield statement(edge);
  }
}

function edgesBySource(edges: readonly GraphEdge[]): Map<string, GraphEdge[]> {
  const found = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const known = found.get(edge.source);
    if (known) known.push(edge);
    else found.set(edge.source, [edge]);
  }
  return found;
}

function* aboutNode(node: GraphNode): Iterable<[string, Term]> {
  if (node.type === 'Paper') {
    yield ['rdf:type', { iri: 'schema:ScholarlyArticle' }];
    yield ['rdf:type', { iri: 'lpwc:paper' }];
    yield ['schema:name', { text: node.name }];
    yield ['schema:abstract', { text: node.abstract }];
    if (node.year !== null) yield ['schema:datePublished', { year: node.year }];
    for (const author of node.authors) yield ['schema:author', { text: author }];
    if (node.venue !== null) yield ['schema:publication', { text: node.venue }];
    for (const same of sameAs(node)) yield ['schema:sameAs', { iri: same }];
    return;
  }
  if (node.type === 'Result') {
    yield ['rdf:type', { iri: 'lpwc:evaluation' }];
    yield ['rdf:type', { iri: 'schema:Observation' }];
    yield ['schema:name', { text: node.name }];
    yield ['schema:value', { double: node.value }];
    yield ['schema:unitText', { text: node.unit }];
    yield ['prov:wasDerivedFrom', { iri: nodeIri(node.paper) }];
    if (node.evidence[0]) yield ['prov:value', { text: node.evidence[0].sentence }];
    return;
  }
  yield ['rdf:type', { iri: 'skos:Concept' }];
  for (const type of CLASSES[node.type]) yield ['rdf:type', { iri: type }];
  yield ['skos:prefLabel', { text: node.name }];
  for (const alias of node.aliases) yield ['skos:altLabel', { text: alias }];
  if (node.abbreviation !== null && !node.aliases.includes(node.abbreviation))
    yield ['skos:altLabel', { text: node.abbreviation }];
  yield ['pg:papers', { integer: node.papers }];
  if (node.evidence[0]) yield ['skos:example', { text: node.evidence[0].sentence }];
}

/** The paper's addresses in the world, only those built from checked ids. */
function sameAs({ arxivId, doi, otherIds = [] }: Extract<GraphNode, { type: 'Paper' }>): string[] {
  const path = (id: string) => id.split('/').map(encoded).join('/');
  const others = (kind: string) => otherIds.flatMap((id) => (id.startsWith(kind) ? [id.slice(kind.length)] : []));
  return [
    ...[...(arxivId === null ? [] : [arxivId]), ...others('arxiv:')].map((id) => `https://arxiv.org/abs/${path(id)}`),
    ...[...(doi === null ? [] : [doi]), ...others('doi:')].map((id) => `https://doi.org/${path(id)}`),
  ];
}

function statement(edge: GraphEdge): Subject {
  const about: [string, Term][] = [
    ['rdf:type', { iri: 'rdf:Statement' }],
    ['rdf:subject', { iri: nodeIri(edge.source) }],
    ['rdf:predicate', { iri: `pg:${edge.type}` }],
    ['rdf:object', { iri: nodeIri(edge.target) }],
    ['pg:support', { integer: edge.support }],
    ['pg:confidence', { double: edge.confidence }],
    ['pg:inferred', { boolean: edge.inferred }],
  ];
  for (const paper of edge.papers) about.push(['prov:wasDerivedFrom', { iri: nodeIri(paper) }]);
  for (const { sentence } of edge.evidence) about.push(['prov:value', { text: sentence }]);
  const key = [edge.source, edge.type, edge.target, edge.key].map(encoded).join('/');
  return { iri: `urn:papergraph:statement:${key}`, about: unique(about) };
}

function unique(about: readonly (readonly [string, Term])[]): [string, Term][] {
  return [
    ...new Map(
      about.map(([predicate, term]) => [JSON.stringify([predicate, term]), [predicate, term] as [string, Term]]),
    ).values(),
  ];
}

/** A URN of the node's id; everything but letters, digits and a few marks is percent-encoded. */
export function nodeIri(id: string): string {
  return `urn:papergraph:${id.split(':').map(encoded).join(':')}`;
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
