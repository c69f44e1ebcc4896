/**
 * RDF in JSON-LD 1.1, one subject a line; the same statements as the Turtle file.
 */
import type { KnowledgeGraph } from '../schema.js';
import { PREFIXES, type Subject, subjectsOf, type Term } from './triples.js';

export function* writeJsonld(graph: KnowledgeGraph): Iterable<string> {
  yield `{"@context":${JSON.stringify(PREFIXES)},\n"@graph":[\n`;
  let waiting: string | null = null;
  for (const subject of subjectsOf(graph)) {
    if (waiting !== null) yield `${waiting},\n`;
    waiting = JSON.stringify(write(subject));
  }
  if (waiting !== null) yield `${waiting}\n`;
  yield ']}\n';
}

function write({ iri, about }: Subject): Record<string, unknown> {
  const written: Record<string, unknown> = { '@id': iri };
  for (const [predicate, term] of about) {
    const key = predicate === 'rdf:type' ? '@type' : predicate;
    const value = predicate === 'rdf:type' && 'iri' in term ? term.iri : object(term);
    written[key] = key in written ? [...([] as unknown[]).concat(written[key]), value] : value;
  }
  return written;
}

function object(term: Term): unknown {
  if ('iri' in term) return { '@id': term.iri };
  if ('text' in term) return term.text.toWellFormed();
  if ('integer' in term) return { '@value': String(term.integer), '@type': 'xsd:integer' };
  if ('double' in term) return { '@value': String(term.double), '@type': 'xsd:double' };
  if ('boolean' in term) return term.boolean;
  return { '@value': String(term.year).padStart(4, '0'), '@type': 'xsd:gYear' };
}
