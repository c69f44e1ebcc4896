/**
 * BibTeX of the papers, for Zotero, JabRef and LaTeX.
 */
import type { KnowledgeGraph, PaperNode } from '../schema.js';

export interface BibtexOptions {
  /** Only papers for which it holds; all of them otherwise. */
  readonly wanted: (paper: PaperNode) => boolean;
}
const DEFAULTS: BibtexOptions = { wanted: () => true };

/** One entry a paper, in order of id; keys are ASCII and none comes twice. */
export function* writeBibtex(graph: KnowledgeGraph, options: Partial<BibtexOptions> = {}): Iterable<string> {
  const { wanted } = { ...DEFAULTS, ...options };
  const keys = new Set<string>();
  for (const node of graph.nodes) {
    if (node.type === 'Paper' && wanted(node)) yield entry(node, freshKey(node, keys));
  }
}

function freshKey(paper: PaperNode, keys: Set<string>): string {
  const plain = paper.id.replace(/[^A-Za-z0-9.:/_-]/g, '_').slice(0, 80);
  let key = plain;
  for (let n = 2; keys.has(key); n++) key = `${plain}-${n}`;
  keys.add(key);
  return key;
}

function entry(paper: PaperNode, key: string): string {
  const isArxiv = paper.arxivId !== null && /^(arxiv|$)/i.test(paper.venue ?? '');
  const fields: readonly (readonly [string, string | null])[] = [
    // Doubled braces keep capitals as they are.
    ['title', `{${escaped(paper.name)}}`],
    ['author', paper.authors.length > 0 ? paper.authors.map(author).join(' and ') : null],
    ['year', paper.year === null ? null : String(paper.year)],
    [isArxiv ? 'journal' : 'booktitle', paper.venue === null ? null : escaped(paper.venue)],
    ['doi', paper.doi === null ? null : verbatim(paper.doi)],
    ['eprint', paper.arxivId === null ? null : verbatim(paper.arxivId)],
    ['archiveprefix', paper.arxivId === null ? null : 'arXiv'],
    ['url', paper.url !== null && /^https?:\/\//i.test(paper.url) ? verbatim(paper.url) : null],
    ['abstract', escaped(paper.abstract)],
  ];
  const lines = fields.flatMap(([name, value]) =>
    value === null || value === '' ? [] : [`  ${name} = {${value}},\n`],
  );
  return `@${isArxiv ? 'misc' : 'inproceedings'}{${key},\n${lines.join('')}}\n`;
}

/** A name with a comma or an " and " of its own is one name. */
function author(name: string): string {
  const text = escaped(name);
  return /,|\band\b/i.test(name) ? `{${text}}` : text;
}

/** Text in which TeX sees nothing but text: two hyphens are no dash, two marks no quotation mark. */
function escaped(text: string): string {
  // BibTeX counts braces, escaped or not: what does not add up would end the field, or never end it.
  const braces = isBalanced(text) ? TEX : { ...TEX, '{': '\\textbraceleft{}', '}': '\\textbraceright{}' };
  return plain(text)
    .replace(/[\\{}&%$#_^~]/g, (character) => braces[character]!)
    .replace(/([-`'])(?=\1)/g, '$1{}');
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth++;
    else if (character === '}' && --depth < 0) return false;
  }
  return depth === 0;
}

const TEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
};

/** DOIs and addresses are not TeX; what would end the field is percent-encoded. */
function verbatim(text: string): string {
  return plain(text).replace(/[{}\\\s]/g, (character) => encodeURIComponent(character));
}

function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ')
    .trim();
}
