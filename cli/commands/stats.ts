import type { Command } from 'commander';
import { EDGE_TYPES, NODE_TYPES } from '../../graph/schema.js';
import { readGraph, readingOf } from '../graph-files.js';
import { count, type Io, printable } from '../io.js';
import { skipText } from '../papers.js';

export function register(program: Command, io: () => Io): void {
  program
    .command('stats')
    .description('what a built folder holds: nodes, edges, communities, the largest of each type')
    .argument('[dir]', 'a folder that build has written', '.')
    .option('--top <n>', 'how many names of each type', '10')
    .option('--list-skips', 'name every record that was not read, with place and reason')
    .action(async (dir: string, flags) => {
      const out = io();
      if (flags.listSkips) {
        const { skips } = await readingOf(dir);
        if (out.json) await out.out(`${JSON.stringify(skips)}\n`);
        else for (const skip of skips) await out.out(`${printable(skipText(skip))}\n`);
        return;
      }
      const graph = await readGraph(dir);
      const tally = (types: readonly string[], things: readonly { type: string }[]) => {
        const counts = new Map<string, number>(types.map((type) => [type, 0]));
        for (const { type } of things) counts.set(type, (counts.get(type) ?? 0) + 1);
        return [...counts].filter(([, n]) => n > 0);
      };
      const nodes = tally(NODE_TYPES, graph.nodes);
      const edges = tally(EDGE_TYPES, graph.edges);
      const top = NODE_TYPES.filter((type) => type !== 'Paper' && type !== 'Result').map((type) => ({
        type,
        names: graph.nodes
          .flatMap((node) => (node.type === type && 'papers' in node ? [{ name: node.name, papers: node.papers }] : []))
          .sort((a, b) => b.papers - a.papers || (a.name < b.name ? -1 : 1))
          .slice(0, Number(flags.top) || 10),
      }));
      const communities = graph.communities
        .filter(({ level }) => level === 0)
        .map(({ id, label, members, papers, stability }) => ({
          id,
          label,
          members: members.length,
          papers: papers.length,
          stability,
        }));
      if (out.json) {
        const summary = {
          run: graph.run,
          nodes: Object.fromEntries(nodes),
          edges: Object.fromEntries(edges),
          communities,
          top,
        };
        await out.out(`${JSON.stringify(summary)}\n`);
        return;
      }
      const lines = [
        `papers ${count(graph.run.papers)}   nodes ${count(graph.nodes.length)}   edges ${count(graph.edges.length)}   communities ${count(communities.length)}   modularity ${graph.run.modularity.toFixed(3)}`,
        '',
        ...nodes.map(([type, n]) => `  ${type.padEnd(16)}${count(n).padStart(9)}`),
        '',
        ...edges.map(([type, n]) => `  ${type.padEnd(16)}${count(n).padStart(9)}`),
        '',
        ...top
          .filter(({ names }) => names.length)
          .map(({ type, names }) => `${type}: ${names.map(({ name, papers }) => `${name} (${papers})`).join(', ')}`),
        '',
        ...communities
          .slice(0, 20)
          .map(({ label, members, papers }) => `  ${label}  (${count(members)} things, ${count(papers)} papers)`),
      ];
      await out.out(`${lines.map(printable).join('\n')}\n`);
    });
}
