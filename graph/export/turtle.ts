/**
 * RDF in Turtle, one subject a piece.
 */
import type { KnowledgeGraph } from '../schema.js';
import { PREFIXES, type Subject, subjectsOf, type Term } from './triples.js';

export function* writeTurtle(graph: KnowledgeGraph): Iterable<string> {
  for (const [prefix, iri] of Object.entries(PREFIXES)) yield `@prefix ${prefix}: <${iri}> .\n`;
  for (const subject of subjectsOf(graph)) yield write(subject);
}

function write({ iri, about }: Subject): string {
  const lines = about.map(([predicate, term]) => `  ${predicate === 'rdf:type' ? 'a' : predicate} ${object(term)}`);
  return `<${iri}>\n${lines.join(' ;\n')} .\n`;
}

function object(term: Term): string {
  if ('iri' in term) return isPrefixed(term.iri) ? term.iri : `<${term.iri}>`;
  if ('text' in term) return literal(term.text);
  if ('integer' in term) return `"${term.integer}"^^xsd:integer`;
  if ('double' in term) return `"${term.double}"^^xsd:double`;
  if ('boolean' in term) return String(term.boolean);
  return `"${String(term.year).padStart(4, '0')}"^^xsd:gYear`;
}

/** Our own IRIs are URNs and web addresses; neither scheme is a prefix. */
function isPrefixed(iri: string): boolean {
  return Object.hasOwn(PREFIXES, iri.slice(0, iri.indexOf(':')));
}

function literal(text: string): string {
  const escaped = text
    .toWellFormed()
    .replace(/[\\"\u0000-\u001f\u007f]/g, (c) => SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${escaped}"`;
}

const SHORT: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
