import { EDGE_TYPES, NODE_TYPES } from '../view.js';
import type { Focus, Shown } from './looks.js';
import { edgesOfLink, type Model } from './model.js';
import { parse } from './palette.js';

/** RFC 4180; a cell that a spreadsheet would run as a formula gets an apostrophe before it. */
export function csvOf(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  separator: ',' | '\t' = ',',
): string {
  const cell = (value: string | number) => {
    if (typeof value === 'number') return String(value);
    const tame = (/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('\0', '');
    if (separator === '\t') return tame.replace(/[\t\r\n]+/g, ' ');
    return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
  };
  return [head, ...rows].map((row) => `${row.map(cell).join(separator)}\r\n`).join('');
}

/** What a file of the selection holds: what stands out, else all that is shown. */
export function partOf(model: Model, shown: Shown, focus: Focus | null): { nodes: number[]; links: number[] } {
  if (focus) return { nodes: [...focus.nodes].sort((a, b) => a - b), links: [...focus.links].sort((a, b) => a - b) };
  const numbers = (mask: Uint8Array) => Array.from(mask.keys()).filter((i) => mask[i]);
  return { nodes: numbers(shown.nodes), links: numbers(shown.links).filter((l) => l < model.linkCount) };
}

type Part = ReturnType<typeof partOf>;

export function edgesCsv({ view, ...model }: Model, part: Part): string {
  const rows = part.links.flatMap((link) =>
    Array.from(edgesOfLink({ view, ...model }, link), (edge) => [
      view.id[view.source[edge]!]!,
      EDGE_TYPES[view.edgeType[edge]!]!,
      view.id[view.target[edge]!]!,
      view.name[view.source[edge]!]!,
      view.name[view.target[edge]!]!,
      view.support[edge]!,
      view.edgeFirstYear[edge] || '',
      view.edgeLastYear[edge] || '',
    ]),
  );
  return csvOf(['source', 'type', 'target', 'sourceName', 'targetName', 'papers', 'firstYear', 'lastYear'], rows);
}

export function jsonOf(model: Model, part: Part): string {
  const { view } = model;
  const nodes = part.nodes.map((n) => ({
    id: view.id[n],
    type: NODE_TYPES[view.type[n]!],
    name: view.name[n],
    aliases: view.aliases[n],
    papers: view.papers[n],
    firstYear: view.firstYear[n] || null,
    lastYear: view.lastYear[n] || null,
    community: view.communities[model.communityOf[n]!]?.label ?? null,
  }));
  const edges = part.links.flatMap((link) =>
    Array.from(edgesOfLink(model, link), (e) => ({
      source: view.id[view.source[e]!],
      type: EDGE_TYPES[view.edgeType[e]!],
      target: view.id[view.target[e]!],
      papers: view.support[e],
    })),
  );
  return `${JSON.stringify({ nodes, edges }, null, 1)}\n`;
}

/** GEXF 1.2 with positions, sizes and colours, as Gephi reads it. */
export function gexfOf(model: Model, part: Part, colours: readonly string[]): string {
  const { view } = model;
  const attribute = (id: string, value: string | number) =>
    `<attvalue for="${id}" value="${escapeXml(String(value))}"/>`;
  const nodes = part.nodes.map((n) => {
    const [r, g, b] = parse(colours[n]!);
    return `<node id="${escapeXml(view.id[n]!)}" label="${escapeXml(view.name[n]!)}"><attvalues>${attribute('type', NODE_TYPES[view.type[n]!]!)}${attribute('papers', view.papers[n]!)}${attribute('cluster', view.communities[model.communityOf[n]!]?.label ?? '')}</attvalues><viz:color r="${r}" g="${g}" b="${b}"/><viz:position x="${view.x[n]! * 1000}" y="${view.y[n]! * 1000}" z="0"/><viz:size value="${model.size[n]!}"/></node>`;
  });
  const edges = part.links.flatMap((link) =>
    Array.from(
      edgesOfLink(model, link),
      (e) =>
        `<edge id="${e}" source="${escapeXml(view.id[view.source[e]!]!)}" target="${escapeXml(view.id[view.target[e]!]!)}" weight="${view.support[e]}"><attvalues>${attribute('relation', EDGE_TYPES[view.edgeType[e]!]!)}</attvalues></edge>`,
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">
<graph defaultedgetype="directed" mode="static">
<attributes class="node"><attribute id="type" title="type" type="string"/><attribute id="papers" title="papers" type="integer"/><attribute id="cluster" title="cluster" type="string"/></attributes>
<attributes class="edge"><attribute id="relation" title="relation" type="string"/></attributes>
<nodes>
${nodes.join('\n')}
</nodes>
<edges>
${edges.join('\n')}
</edges>
</graph>
</gexf>
`;
}

/** Fit for element text and quoted attributes; what XML 1.0 cannot hold at all is dropped. */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[\ud800-\udfff]/gu, '\ufffd')
    .replace(/[&<>"']/g, (c) => entities[c]!);
}
