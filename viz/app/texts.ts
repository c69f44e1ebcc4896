import {
  BLOCK_SIZE,
  decodePapers,
  decodeProofs,
  type View,
  type ViewPaper,
  type ViewProof,
  type ViewSentence,
} from '../view.js';
import { edgesOfNode, MENTIONS, type Model, PAPER } from './model.js';

/** Gives the JSON text of a block by its name. */
export type BlockReader = (name: string) => Promise<string>;

/** Blocks that the page itself holds, as base64 of zlib in script elements; or else those that its server has. */
export function blocksOfPage(root: Document): BlockReader {
  const apart = root.querySelector<HTMLMetaElement>('meta[name="papergraph-blocks"]');
  return async (name) => {
    if (apart) {
      const answer = await fetch(`${apart.content}/${name}`).catch(() => null);
      if (!answer) throw new Error('The server does not answer. Is papergraph view still running?');
      if (!answer.ok) throw new Error(`The server has no block ${name} (${answer.status}). Was the folder built anew?`);
      return inflate(fromBase64(await answer.text()));
    }
    const element = root.getElementById(`block-${name}`);
    if (!element) throw new Error(`the page lacks its block ${name}`);
    return inflate(fromBase64(element.textContent ?? ''));
  };
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }).fromBase64;
  if (native) return native.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(stream).text();
}

/** What came later than the page, and in no block of it. */
export interface LaterTexts {
  readonly papers: ReadonlyMap<number, ViewPaper>;
  readonly nodeProofs: ReadonlyMap<number, ViewProof>;
  readonly edgeProofs: ReadonlyMap<number, ViewProof>;
}

/** Papers and the sentences behind nodes and edges, unpacked when asked for and kept. */
export class Texts {
  private readonly papers = new Map<number, Promise<ViewPaper[]>>();
  private readonly proofs = new Map<string, Promise<ViewProof[]>>();
  private readonly later = {
    papers: new Map<number, ViewPaper>(),
    nodes: new Map<number, ViewProof>(),
    edges: new Map<number, ViewProof>(),
  };
  /** Place among the papers of each Paper node. */
  private readonly ordinal: Int32Array;

  constructor(
    private readonly model: Model,
    private readonly read: BlockReader,
  ) {
    let papers = 0;
    this.ordinal = Int32Array.from(model.view.type, (type) => (type === PAPER ? papers++ : -1));
  }

  grow({ papers, nodeProofs, edgeProofs }: LaterTexts): void {
    for (const [node, paper] of papers) this.later.papers.set(node, paper);
    for (const [node, proof] of nodeProofs) this.later.nodes.set(node, proof);
    for (const [edge, proof] of edgeProofs) this.later.edges.set(edge, proof);
  }

  async paper(node: number): Promise<ViewPaper> {
    const later = this.later.papers.get(node);
    if (later) return later;
    const at = this.ordinal[node]!;
    const block = Math.floor(at / BLOCK_SIZE.papers);
    let papers = this.papers.get(block);
    if (!papers) this.papers.set(block, (papers = this.kept(this.papers, block, `papers-${block}`, decodePapers)));
    return (await papers)[at % BLOCK_SIZE.papers]!;
  }

  async proof(kind: 'nodes' | 'edges', number: number): Promise<ViewProof> {
    const later = this.later[kind].get(number);
    if (later) return later;
    const block = Math.floor(number / BLOCK_SIZE[kind]);
    const name = `${kind}-${block}`;
    let proofs = this.proofs.get(name);
    if (!proofs) this.proofs.set(name, (proofs = this.kept(this.proofs, name, name, decodeProofs)));
    return (await proofs)[number % BLOCK_SIZE[kind]]!;
  }

  /** What could not be fetched is asked for again the next time. */
  private kept<K, T>(shelf: Map<K, Promise<T>>, key: K, block: string, decode: (text: string) => T): Promise<T> {
    const reading = this.read(block).then(decode);
    reading.catch(() => shelf.delete(key));
    return reading;
  }

  async sentences(proof: ViewProof): Promise<ViewSentence[]> {
    const { view } = this.model;
    return Promise.all(
      proof.evidence.map(async ({ paper, field, start, end, text, marks }) => {
        if (text !== null) return { paper, field, start, text, marks };
        const whole = field === 'title' ? view.name[paper]! : (await this.paper(paper)).abstract;
        return { paper, field, start, text: whole.slice(start, end), marks };
      }),
    );
  }

  /** Every sentence that names an entity, each once: the quoted ones first, then paper by paper, newest first. */
  async *sentencesOf(node: number): AsyncGenerator<ViewSentence> {
    const { view } = this.model;
    const seen = new Set<string>();
    const fresh = (sentence: ViewSentence) => {
      const key = `${sentence.paper} ${sentence.field} ${sentence.start}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    };
    for (const sentence of await this.sentences(await this.proof('nodes', node))) if (fresh(sentence)) yield sentence;
    const mentions = Array.from(edgesOfNode(this.model, node)).filter((edge) => view.edgeType[edge] === MENTIONS);
    mentions.sort((a, b) => view.edgeFirstYear[b]! - view.edgeFirstYear[a]! || a - b);
    for (const edge of mentions)
      for (const sentence of await this.sentences(await this.proof('edges', edge))) if (fresh(sentence)) yield sentence;
  }
}

/** Text cut at its marks, for whoever draws it. */
export function pieces(
  text: string,
  marks: readonly (readonly [start: number, end: number])[],
): { readonly text: string; readonly marked: boolean }[] {
  const out: { text: string; marked: boolean }[] = [];
  let at = 0;
  for (const [start, end] of [...marks].sort((a, b) => a[0] - b[0])) {
    if (start < at || end <= start || end > text.length) continue;
    if (start > at) out.push({ text: text.slice(at, start), marked: false });
    out.push({ text: text.slice(start, end), marked: true });
    at = end;
  }
  if (at < text.length) out.push({ text: text.slice(at), marked: false });
  return out;
}

export type { View };
