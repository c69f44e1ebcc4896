/** Rewrites tests/golden/files from tests/golden/papers.jsonl; a person reads the diff before it is committed. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const papers = join(root, 'tests/golden/papers.jsonl');
const target = process.argv[2] ?? join(root, 'tests/golden/files');
const FILES = ['REPORT.md', 'edges.csv', 'graph.gexf', 'graph.graphml', 'graph.json', 'merges.json', 'nodes.csv'];

function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 27,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const dir = mkdtempSync(join(tmpdir(), 'papergraph-golden-'));
try {
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(target)) rmSync(join(target, name));
  run('--quiet', 'build', papers, '-o', dir);
  for (const name of FILES) copyFileSync(join(dir, name), join(target, name));
  // One field a line, so that a diff shows which entity changed.
  const lines = run('--quiet', 'extract', papers).trim().split('\n');
  writeFileSync(join(target, 'extractions.txt'), `${lines.map(readable).join('\n\n')}\n`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function readable(line) {
  const { id, paper, mentions, entities, relations, results } = JSON.parse(line);
  const text = (span) => paper[span.field].slice(span.start, span.end);
  return [
    `${id}  ${paper.title}`,
    ...mentions.map(
      (m) =>
        `  mention   ${m.field} [${m.start}, ${m.end}) ${JSON.stringify(text(m))} ${m.type} by ${m.foundBy} ${m.confidence.toFixed(2)} -> ${m.entity}`,
    ),
    ...entities.map(
      (e) =>
        `  entity    ${e.id} "${e.name}" ${e.role}${e.aliases.length ? ` also ${e.aliases.map((a) => `"${a}"`).join(', ')}` : ''}`,
    ),
    ...relations.map(
      (r) =>
        `  relation  ${r.source} ${r.type} ${r.target}${r.inferred ? ' (inferred)' : ''} ${r.confidence.toFixed(2)}`,
    ),
    ...results.map(
      (r) =>
        `  result    ${r.value} = ${r.amount} ${r.unit || '(no unit)'} ${r.kind}: ${[
          'metric',
          'method',
          'dataset',
          'task',
          'hardware',
          'baseline',
        ]
          .filter((s) => r[s])
          .map((s) => `${s} ${r[s]}${r.inferred.includes(s) ? ' (inferred)' : ''}`)
          .join(', ')}`,
    ),
  ].join('\n');
}
