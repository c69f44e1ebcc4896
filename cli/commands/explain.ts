import type { Command } from 'commander';
import { findNodes } from '../../graph/index.js';
import type { EntityNode, KnowledgeGraph, Merge } from '../../graph/schema.js';
import { PapergraphError } from '../../src/errors.js';
import { readGraph } from '../graph-files.js';
import { count, type Io, plural, printable } from '../io.js';

export function register(program: Command, io: () => Io): void {
  program
    .command('explain')
    .description('why a node is what it is: its names and the rule that joined each, its type, its sentences')
    .argument('<name>', 'a name, an alias or an id')
    .argument('[dir]', 'a folder that build has written', '.')
    .option('--limit <n>', 'how many merged names to list', '40')
    .action(async (name: string, dir: string, flags) => {
      const out = io();
      const graph = await readGraph(dir);
      const nodes = findNodes(graph, name);
      if (nodes.length === 0) {
        throw new PapergraphError('BAD_OPTION', dir, `no node has the name "${name}"`, hint(graph, name));
      }
      const explained = nodes.map((node) => explain(graph, node));
      if (out.json) await out.out(`${JSON.stringify(explained)}\n`);
      else await out.out(`${explained.map((one) => text(one, Number(flags.limit) || 40)).join('\n\n')}\n`);
    });
}

interface Explanation {
  readonly node: EntityNode;
  readonly merges: readonly Merge[];
  readonly conflicts: KnowledgeGraph['conflicts'];
  /** Names that stay apart though they look alike: versions of it. */
  readonly variants: readonly string[];
}

function explain(graph: KnowledgeGraph, node: EntityNode): Explanation {
  const names = new Map(graph.nodes.map(({ id, name }) => [id, name]));
  const variants = graph.edges
    .filter(({ type, source, target }) => type === 'VARIANT_OF' && (source === node.id || target === node.id))
    .map(({ source, target }) =>
      source === node.id ? `is a variant of ${names.get(target)}` : `has the variant ${names.get(source)}`,
    );
  return {
    node,
    merges: graph.merges.filter(({ kept }) => kept === node.id),
    conflicts: graph.conflicts.filter(({ kept, lost }) => kept === node.id || lost === node.id),
    variants,
  };
}

function text({ node, merges, conflicts, variants }: Explanation, limit: number): string {
  const years = node.firstYear === null ? '' : `, ${node.firstYear} to ${node.lastYear}`;
  const lines = [
    `${node.name}  ${node.type}  ${node.id}`,
    `in ${plural(node.papers, 'paper')}, ${plural(node.mentions, 'mention')}${years}; found by ${node.foundBy.join(', ')}; confidence ${node.confidence.toFixed(2)}`,
    ...(node.proposedIn ? [`proposed in ${node.proposedIn}`] : []),
  ];
  if (merges.length > 0) lines.push('', `${plural(merges.length, 'other name')}:`);
  for (const merge of merges.slice(0, limit)) {
    const origin = merge.merged === node.id ? '' : ` (was ${merge.merged})`;
    lines.push(
      `  ${merge.alias}${origin}  ${merge.rule} ${merge.score.toFixed(2)}: ${merge.evidence}${papersOf(merge)}`,
    );
  }
  if (merges.length > limit) lines.push(`  and ${count(merges.length - limit)} more; --limit shows them`);
  if (merges.some(({ merged }) => merged !== node.id)) {
    lines.push(`  to undo one, put a line into pins.csv: split,${node.name},ALIAS,${node.type}`);
  }
  if (conflicts.length > 0) lines.push('', 'the same surface under another type:');
  for (const { surface, kept, lost, keptPapers, lostPapers, decision } of conflicts) {
    const verdict = decision === 'moved' ? 'the rarer went to the other' : 'both stand';
    lines.push(`  ${surface}: ${kept} in ${count(keptPapers)}, ${lost} in ${count(lostPapers)}; ${verdict}`);
  }
  if (variants.length > 0) lines.push('', ...variants.slice(0, limit).map((variant) => `  ${variant}`));
  if (node.evidence.length > 0) lines.push('', 'sentences:');
  for (const { paper, sentence } of node.evidence) lines.push(`  ${paper}  ${sentence}`);
  return lines.map(printable).join('\n');
}

const papersOf = ({ papers }: Merge): string => (papers.length === 0 ? '' : ` [${papers.slice(0, 3).join(', ')}]`);

/** Names that hold the words asked for, most papers first. */
function hint(graph: KnowledgeGraph, name: string): string {
  const words = name.toLowerCase().split(/\s+/);
  const near = graph.nodes
    .filter((node): node is EntityNode => 'aliases' in node)
    .filter((node) => words.some((word) => word.length > 2 && node.name.toLowerCase().includes(word)))
    .sort((a, b) => b.papers - a.papers || (a.id < b.id ? -1 : 1))
    .slice(0, 5);
  return near.length === 0 ? 'Check the spelling' : `Near it: ${near.map((node) => node.name).join(', ')}`;
}
