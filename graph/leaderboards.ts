/** Leaderboards as claimed in the abstracts: for a dataset and a metric, which method reports what. */
import type { EntityId, GraphNode, Leaderboard, ResultNode } from './schema.js';

/**
 * One board for each dataset, metric and unit with an absolute figure of a named method; gains are no rows, and figures
 * in different units cannot be ranked against each other.
 *
 * @returns by number of rows, then by ids; rows best first, by id where no direction is known or figures are equal
 */
export function findLeaderboards(nodes: readonly GraphNode[]): Leaderboard[] {
  const groups = new Map<string, ResultNode[]>();
  for (const node of nodes) {
    if (node.type !== 'Result' || node.isDelta || !node.method || !node.dataset || !node.metric) continue;
    const key = `${node.dataset} ${node.metric} ${node.unit}`;
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  const boards = [...groups.values()].map((group): Leaderboard => {
    const { dataset, metric, higherIsBetter } = group[0]!;
    const sign = higherIsBetter === false ? 1 : -1;
    const rows = [...group].sort((a, b) => sign * (a.value - b.value) || (a.id < b.id ? -1 : 1));
    return {
      task: commonTask(group),
      dataset: dataset!,
      metric: metric!,
      higherIsBetter,
      rows: rows.map(({ id }) => id),
    };
  });
  return boards.sort(
    (a, b) =>
      b.rows.length - a.rows.length ||
      (`${a.dataset} ${a.metric} ${a.rows[0]}` < `${b.dataset} ${b.metric} ${b.rows[0]}` ? -1 : 1),
  );
}

/** The task, where all rows that name one name the same. */
function commonTask(group: readonly ResultNode[]): EntityId | null {
  const tasks = new Set(group.flatMap(({ task }) => task ?? []));
  return tasks.size === 1 ? [...tasks][0]! : null;
}
