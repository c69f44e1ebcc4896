import { createHash } from 'node:crypto';
import { zlibSync } from 'fflate';
import type { EntityNode, KnowledgeGraph, NodeType, PaperNode } from '../graph/schema.js';
import { type Block, backbone, encodeView, type Most } from './view.js';

export type { FarHit, Part, PlacedNode } from './view/part.js';
export { kindOf, MOST, type Most } from './view.js';

/** The built viewer, as `scripts/build-viewer.mjs` leaves it in `dist/viz/app`. */
export interface ViewerApp {
  readonly js: string;
  readonly css: string;
  /** Holds `<!--title-->`, `<!--head-->`, `<!--data-->` and `<!--app-->` once each. */
  readonly html: string;
}
export interface PageOptions {
  /** Shown above the map and in the browser's tab. Left out: what the papers are about, how many, of which years. */
  readonly title?: string;
  /** Past this the page holds a backbone and says so. */
  readonly most?: Most;
  /** Where the blocks lie, as an address relative to the page; such a page must be served. `null`: in the page itself. */
  readonly apart: string | null;
}

const BASE64_CHUNK = 3 * 64 * 1024;

/**
 * One HTML page that holds viewer, graph and sentences, and opens from disk: its own policy forbids it every connection.
 * Data is deflated and in base64, so nothing in it can end a tag; fflate and not zlib, whose bytes change with Node.
 *
 * @returns the page in pieces; the same graph, app and options give the same bytes
 * @throws Error if a marker is missing from `app.html`
 */
export function* writePage(
  graph: KnowledgeGraph,
  app: ViewerApp,
  options: Partial<PageOptions> = {},
): Generator<string> {
  const { title = titleOf(graph), most, apart = null } = options;
  const [beforeTitle, afterTitle, afterHead, afterData, afterApp] = splitAtMarkers(app.html);
  const js = harmless(app.js);
  const css = harmless(app.css);
  const policy = [
    "default-src 'none'",
    `script-src '${sha256(js)}'`,
    `style-src '${sha256(css)}'`,
    'img-src data: blob:',
    `connect-src ${apart === null ? "'none'" : "'self'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  yield beforeTitle;
  yield escapeHtml(title);
  yield afterTitle;
  if (apart !== null) yield `<meta name="papergraph-blocks" content="${escapeHtml(apart)}">\n`;
  yield `<meta http-equiv="Content-Security-Policy" content="${policy}">\n<style>${css}</style>`;
  yield afterHead;
  if (apart === null) for (const block of encodeView(graph, { title, ...(most && { most }) })) yield* writeBlock(block);
  yield afterData;
  yield `<script>${js}</script>`;
  yield afterApp;
}

/** `deflate` (zlib) and base64 of a block, as a script element that no browser runs. */
function* writeBlock({ name, text }: Block): Generator<string> {
  yield `<script type="application/zlib" id="block-${name}">`;
  yield* inBase64(packBlock(text));
  yield '</script>\n';
}

/**
 * The blocks of a page that was written `apart`: the name of each file, and its text in pieces (base64 of zlib).
 */
export function* writeBlocks(
  graph: KnowledgeGraph,
  options: Partial<PageOptions> = {},
): Generator<{ readonly name: string; readonly pieces: Iterable<string> }> {
  const { title = titleOf(graph), most } = options;
  for (const { name, text } of encodeView(graph, { title, ...(most && { most }) }))
    yield { name, pieces: inBase64(packBlock(text)) };
}

/**
 * What a graph shows, in the words of a tab: `image recognition, translation · 64 papers, 1998 to 2023`. Of the content
 * alone: the name of a file or folder would make other bytes of the same papers.
 */
export function titleOf(graph: KnowledgeGraph): string {
  const most = (type: NodeType) =>
    graph.nodes
      .filter((node): node is EntityNode => node.type === type)
      .sort((a, b) => b.papers - a.papers || (a.id < b.id ? -1 : 1))
      .slice(0, 2)
      .map(({ name }) => name);
  const tasks = most('Task');
  const about = (tasks.length > 0 ? tasks : most('Method')).join(', ');
  const papers = graph.nodes.filter((node): node is PaperNode => node.type === 'Paper');
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { year } of papers) if (year !== null) [first, last] = [Math.min(first, year), Math.max(last, year)];
  const years = first > last ? '' : first === last ? `, ${first}` : `, ${first} to ${last}`;
  const count = String(papers.length).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${about === '' ? 'papergraph' : about} · ${count} ${papers.length === 1 ? 'paper' : 'papers'}${years}`;
}

/** Whether one page holds all of a graph; if not, it holds a backbone. */
export function holdsAll(graph: KnowledgeGraph, most?: Most): boolean {
  return backbone(graph, most) === graph;
}

function* inBase64(bytes: Uint8Array): Generator<string> {
  for (let i = 0; i < bytes.length; i += BASE64_CHUNK)
    yield Buffer.from(bytes.buffer, bytes.byteOffset + i, Math.min(BASE64_CHUNK, bytes.length - i)).toString('base64');
}

/** The bytes of a block as the viewer unpacks them: UTF-8, then zlib. */
export function packBlock(text: string): Uint8Array {
  return zlibSync(new TextEncoder().encode(text), { level: 6 });
}

function splitAtMarkers(html: string): [string, string, string, string, string] {
  const parts: string[] = [];
  let rest = html;
  for (const marker of ['<!--title-->', '<!--head-->', '<!--data-->', '<!--app-->']) {
    const at = rest.indexOf(marker);
    if (at < 0) throw new Error(`index.html of the viewer lacks ${marker}`);
    parts.push(rest.slice(0, at));
    rest = rest.slice(at + marker.length);
  }
  return [...parts, rest] as [string, string, string, string, string];
}

/** Neither code nor style may end its element; inside strings and patterns the escapes mean the same. */
function harmless(source: string): string {
  return source
    .replaceAll('\r\n', '\n')
    .replace(/<\/(?=script|style)/gi, '<\\/')
    .replaceAll('<!--', '<\\!--');
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  // With the u flag the class matches lone surrogates only.
  const readable = text.replaceAll('\0', '').replace(/[\ud800-\udfff]/gu, '\ufffd');
  return readable.replace(/[&<>"']/g, (c) => entities[c]!);
}
