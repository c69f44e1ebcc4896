/** A built graph.json as a place to look things up in: what is asked for is read from the disk, line by line. */
import { type FileHandle, open } from 'node:fs/promises';
import { Column } from '../graph/index.js';
import type { GraphEdge, GraphNode, Measure, NodeType, Position } from '../graph/schema.js';
import { PapergraphError } from '../src/errors.js';
import { kindOf, type Part, type PlacedNode } from '../viz/page.js';
import { NameTable } from './names.js';

/** How many neighbours of each kind one answer brings. */
const PAGE = 40;
const CHUNK = 1 << 20;
/** The parts of graph.json that are looked into; the others are passed over. */
const SECTIONS = ['nodes', 'edges', 'measures', 'communities', 'positions'] as const;
type Section = (typeof SECTIONS)[number];

const EDGE_START =
  /^\{"source":("(?:[^"\\]|\\.)*"),"type":"[A-Z_]+","target":("(?:[^"\\]|\\.)*"),"key":"(?:[^"\\]|\\.)*","support":(\d+)/;

/**
 * The nodes and edges of a graph.json by where their lines stand. Holds ids, names and numbers, not the sentences; an
 * answer costs the lines that it is made of.
 */
export class GraphIndex {
  readonly names = new NameTable();
  private readonly ids: string[] = [];
  private readonly types: NodeType[] = [];
  private readonly numberOf = new Map<string, number>();
  private readonly nodeAt = new Column(Float64Array);
  private readonly edgeAt = new Column(Float64Array);
  private readonly source = new Column(Float64Array);
  private readonly target = new Column(Float64Array);
  private readonly support = new Column(Float64Array);
  private readonly measureAt = new Map<number, number>();
  private readonly positionAt = new Map<number, number>();
  private readonly communities = new Map<number, string[]>();
  /** Edges of node n: `edges[start[n] .. start[n + 1])`. */
  private start = new Uint32Array();
  private edges = new Uint32Array();
  private run = { inputHash: '', configHash: '', version: '' };
  private held = new Set<number>();

  private constructor(
    private readonly file: FileHandle,
    private readonly path: string,
  ) {}

  /**
   * Reads the file once, from end to end; the event loop stays free between pieces.
   *
   * @throws PapergraphError INPUT_UNREADABLE or BAD_GRAPH
   */
  static async open(path: string): Promise<GraphIndex> {
    const file = await open(path).catch((cause) => {
      throw new PapergraphError('INPUT_UNREADABLE', path, 'no graph here', 'Build it again', { cause });
    });
    const index = new GraphIndex(file, path);
    try {
      await index.scan();
    } catch (error) {
      await file.close();
      throw error;
    }
    return index;
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /** Which run made this graph: a page of another run must not be fed from it. */
  get madeBy(): { readonly inputHash: string; readonly configHash: string; readonly version: string } {
    return this.run;
  }

  /** What a page holds from the start, so that answers need not repeat it. */
  hold(ids: Iterable<string>): void {
    this.held = new Set([...ids].flatMap((id) => this.numberOf.get(id) ?? []));
  }

  /**
   * A node and one page of its neighbours: of a node that the page holds, those that it does not; of another, all,
   * those that the page holds first. Within that things before papers before results, most papers behind the edge first.
   *
   * @param from  where the page begins: 0, or `next` of the answer before
   * @param withId  a neighbour that must be in the answer, wherever it stands
   * @returns `null` if there is no such node
   */
  async around(id: string, from = 0, withId?: string): Promise<Part | null> {
    const node = this.numberOf.get(id);
    if (node === undefined) return null;
    const edgesTo = this.edgesTo(node);
    const kinds = this.kinds(edgesTo.keys());
    for (const kind of kinds) this.sort(kind, edgesTo);
    const isHeld = this.held.has(node);
    const page: number[] = [];
    let more = false;
    for (const kind of kinds) {
      const wanted = isHeld ? kind.filter((other) => !this.held.has(other)) : kind;
      page.push(...wanted.slice(from, from + PAGE));
      more ||= wanted.length > from + PAGE;
    }
    const extra = withId === undefined ? undefined : this.numberOf.get(withId);
    if (extra !== undefined && edgesTo.has(extra) && !page.includes(extra)) page.push(extra);
    const edges = await this.readEdges(page.flatMap((other) => edgesTo.get(other)!));
    const sent = new Map<number, GraphNode>();
    const send = async (numbers: Iterable<number>) => {
      const missing = [...new Set(numbers)].filter((n) => !sent.has(n) && !this.held.has(n));
      for (const [i, read] of (await this.readNodes(missing)).entries()) sent.set(missing[i]!, read);
    };
    await send([node, ...page]);
    // What these name in their turn: the ends of a result, the papers that are quoted.
    await send(this.namedBy([...sent.values()], edges, id));
    return {
      nodes: await Promise.all([...sent].map(([n, read]) => this.placed(n, read))),
      edges: [...edges, ...(await this.resultEdges(page))],
      next: more ? from + PAGE : null,
    };
  }

  /** The edges to each neighbour. */
  private edgesTo(node: number): Map<number, number[]> {
    const edgesTo = new Map<number, number[]>();
    for (let k = this.start[node]!; k < this.start[node + 1]!; k++) {
      const edge = this.edges[k]!;
      const other = this.source.at(edge) === node ? this.target.at(edge) : this.source.at(edge);
      if (other === node) continue;
      const list = edgesTo.get(other);
      if (list) list.push(edge);
      else edgesTo.set(other, [edge]);
    }
    return edgesTo;
  }

  private kinds(nodes: Iterable<number>): number[][] {
    const kinds: number[][] = [[], [], []];
    for (const node of nodes) kinds[kindOf(this.types[node]!)]!.push(node);
    return kinds;
  }

  /** Into the order in which neighbours are shown. */
  private sort(neighbours: number[], edgesTo: ReadonlyMap<number, readonly number[]>): void {
    const weight = new Map(
      neighbours.map((other) => [other, Math.max(0, ...edgesTo.get(other)!.map((edge) => this.support.at(edge)))]),
    );
    neighbours.sort(
      (a, b) =>
        Number(this.held.has(b)) - Number(this.held.has(a)) ||
        weight.get(b)! - weight.get(a)! ||
        this.names.papersOf(b) - this.names.papersOf(a) ||
        this.names.yearOf(b) - this.names.yearOf(a) ||
        a - b,
    );
  }

  private *namedBy(nodes: readonly GraphNode[], edges: readonly GraphEdge[], asked: string): Generator<number> {
    const ids: (string | null | undefined)[] = [];
    for (const node of nodes) {
      if ('valueRaw' in node)
        ids.push(node.paper, node.method, node.dataset, node.task, node.metric, node.hardware, node.baseline);
      else if ('mentions' in node && node.id === asked)
        ids.push(node.proposedIn, ...node.evidence.map(({ paper }) => paper));
    }
    for (const edge of edges) ids.push(edge.metric, edge.dataset, ...edge.evidence.map(({ paper }) => paper));
    for (const id of ids) {
      const number = id == null ? undefined : this.numberOf.get(id);
      if (number !== undefined) yield number;
    }
  }

  /** The edges of results in a page: a result is nothing without its ends. */
  private async resultEdges(page: readonly number[]): Promise<GraphEdge[]> {
    const edges = page
      .filter((node) => this.types[node] === 'Result')
      .flatMap((node) => Array.from(this.edges.subarray(this.start[node]!, this.start[node + 1]!)));
    return this.readEdges([...new Set(edges)]);
  }

  private async placed(number: number, node: GraphNode): Promise<PlacedNode> {
    const kinds = this.kinds(this.edgesTo(number).keys());
    return {
      node,
      position: await this.readEntry<Position>(this.positionAt.get(number)),
      measure: await this.readEntry<Measure>(this.measureAt.get(number)),
      communities: this.communities.get(number) ?? [],
      inAll: kinds.map((kind) => kind.length) as unknown as PlacedNode['inAll'],
    };
  }

  private readNodes(numbers: readonly number[]): Promise<GraphNode[]> {
    return Promise.all(numbers.map(async (n) => JSON.parse(await this.line(this.nodeAt.at(n))) as GraphNode));
  }

  private readEdges(numbers: readonly number[]): Promise<GraphEdge[]> {
    return Promise.all(numbers.map(async (n) => JSON.parse(await this.line(this.edgeAt.at(n))) as GraphEdge));
  }

  private async readEntry<T>(offset: number | undefined): Promise<T | null> {
    if (offset === undefined) return null;
    return Object.values(JSON.parse(`{${await this.line(offset)}}`) as Record<string, T>)[0] ?? null;
  }

  /** The line that begins at `offset`, without its comma. */
  private async line(offset: number): Promise<string> {
    const pieces: Buffer[] = [];
    for (let at = offset, size = 4096; ; size *= 4) {
      const { buffer, bytesRead } = await this.file.read(Buffer.allocUnsafe(size), 0, size, at);
      const end = buffer.subarray(0, bytesRead).indexOf(10);
      pieces.push(buffer.subarray(0, end < 0 ? bytesRead : end));
      if (end >= 0 || bytesRead === 0) break;
      at += bytesRead;
    }
    return withoutComma(Buffer.concat(pieces).toString('utf8'));
  }

  private async scan(): Promise<void> {
    let section: Section | 'other' | null = null;
    let number = 0;
    let ended = false;
    for await (const [offset, line] of this.lines()) {
      number++;
      if (number === 1) {
        if (!/^\{"schema":\d+,$/.test(line)) throw this.bad(number, 'not as papergraph build writes it');
      } else if (section === null) {
        const name = /^"([a-z]+)":/.exec(line)?.[1];
        if (name === 'run') this.run = JSON.parse(withoutComma(line.slice('"run":'.length)));
        else if (name) section = SECTIONS.find((known) => known === name) ?? 'other';
        ended = line === '}';
      } else if (/^[\]}],?$/.test(line)) section = null;
      else if (section !== 'other') this.take(section, offset, line, number);
    }
    if (!ended) throw this.bad(number, 'the file ends too early');
    this.group();
  }

  private take(section: Section, offset: number, line: string, number: number): void {
    try {
      if (section === 'nodes') this.takeNode(offset, JSON.parse(withoutComma(line)) as GraphNode);
      else if (section === 'edges') this.takeEdge(offset, line);
      else if (section === 'communities') {
        const { id, members } = JSON.parse(withoutComma(line)) as { id: string; members: string[] };
        for (const member of members) {
          const node = this.numberOf.get(member);
          if (node !== undefined) this.communities.set(node, [...(this.communities.get(node) ?? []), id]);
        }
      } else {
        const id = JSON.parse(/^"(?:[^"\\]|\\.)*"/.exec(line)![0]) as string;
        const node = this.numberOf.get(id);
        if (node !== undefined) (section === 'measures' ? this.measureAt : this.positionAt).set(node, offset);
      }
    } catch (cause) {
      throw this.bad(number, 'this line is no part of a graph', cause);
    }
  }

  private takeNode(offset: number, node: GraphNode): void {
    this.numberOf.set(node.id, this.ids.push(node.id) - 1);
    this.types.push(node.type);
    this.nodeAt.push(offset);
    this.names.add(node);
  }

  private takeEdge(offset: number, line: string): void {
    const said = EDGE_START.exec(line)!;
    const [source, target] = [said[1]!, said[2]!].map((text) => this.numberOf.get(JSON.parse(text) as string));
    if (source === undefined || target === undefined) return;
    this.edgeAt.push(offset);
    this.source.push(source);
    this.target.push(target);
    this.support.push(Number(said[3]));
  }

  private group(): void {
    this.start = new Uint32Array(this.ids.length + 1);
    const count = this.edgeAt.length;
    for (const end of [this.source, this.target]) for (let e = 0; e < count; e++) this.start[end.at(e) + 1]!++;
    for (let n = 0; n < this.ids.length; n++) this.start[n + 1]! += this.start[n]!;
    const next = this.start.slice();
    this.edges = new Uint32Array(2 * count);
    for (let e = 0; e < count; e++) for (const end of [this.source, this.target]) this.edges[next[end.at(e)]!++] = e;
    this.names.close();
  }

  /** Each line with the byte at which it begins. */
  private async *lines(): AsyncGenerator<[offset: number, line: string]> {
    let rest = Buffer.alloc(0);
    let at = 0;
    for (let read = 0; ; ) {
      const { buffer, bytesRead } = await this.file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, read);
      if (bytesRead === 0) break;
      read += bytesRead;
      const chunk = buffer.subarray(0, bytesRead);
      const whole = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      let begin = 0;
      for (let end = whole.indexOf(10); end >= 0; end = whole.indexOf(10, begin)) {
        yield [at + begin, whole.toString('utf8', begin, end)];
        begin = end + 1;
      }
      at += begin;
      rest = Buffer.from(whole.subarray(begin));
    }
    if (rest.length > 0) yield [at, rest.toString('utf8')];
  }

  private bad(line: number, problem: string, cause?: unknown): PapergraphError {
    return new PapergraphError('BAD_GRAPH', `${this.path}:${line}`, problem, 'Build it again', { cause });
  }
}

const withoutComma = (line: string) => (line.endsWith(',') ? line.slice(0, -1) : line);
