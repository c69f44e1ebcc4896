import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { EXPORTS, writeBibtex } from '../../graph/export/index.js';
import type { KnowledgeGraph } from '../../graph/schema.js';
import { PapergraphError } from '../../src/errors.js';
import { makeFolder, writeWhole } from '../files.js';
import { hasStore, openStoreOf, PAGE_FILE, readGraph, readingOf, writeFormat, writePageFile } from '../graph-files.js';
import { type Io, plural } from '../io.js';
import { type SelectionFlags, selectionOf } from '../selection.js';

const BIBTEX_FILE = EXPORTS.bibtex!.files[0]!.name;
const OTHERS: Readonly<Record<string, string>> = {
  html: 'the viewer, one file',
  parquet: 'all tables of the store',
};

export function register(program: Command, io: () => Io): void {
  const formats = [...Object.entries(EXPORTS).map(([name, { about }]) => [name, about]), ...Object.entries(OTHERS)];
  program
    .command('export')
    .description('write the graph of a built folder in other formats')
    .argument('<dir>', 'a folder that build has written')
    .requiredOption('--format <names>', 'one or more, separated by commas')
    .option('-o, --output <dir>', 'where to (default: the folder itself)')
    .option('--node <name>', 'bibtex: only papers that mention it, by any of its names')
    .option('--community <name>', 'bibtex: only papers of this community, by id or words of its label')
    .option('--years <span>', 'bibtex: only papers of these years: 2020, 2018-2020, 2018-, -2020')
    .addHelpText('after', `\nFormats:\n${formats.map(([name, about]) => `  ${name!.padEnd(14)}${about}`).join('\n')}`)
    .action(async (dir: string, flags) => {
      const out = io();
      const wanted = String(flags.format)
        .split(',')
        .map((f) => f.trim())
        .filter(Boolean);
      const known = formats.map(([name]) => name!);
      const unknown = wanted.find((name) => !known.includes(name));
      if (unknown !== undefined || wanted.length === 0)
        throw new PapergraphError(
          'BAD_OPTION',
          '--format',
          `unknown format "${unknown ?? ''}"`,
          `Known: ${known.join(', ')}`,
        );
      const selects = flags.node !== undefined || flags.community !== undefined || flags.years !== undefined;
      if (selects && wanted.some((name) => name !== 'bibtex'))
        throw new PapergraphError(
          'USAGE',
          '--format',
          '--node, --community and --years choose papers, and only bibtex is a list of papers',
          'Say --format bibtex',
        );
      const target = flags.output ?? dir;
      await makeFolder(target);
      const written: string[] = [];
      const graph = wanted.some((name) => name !== 'parquet') ? await readGraph(dir) : null;
      for (const name of wanted) {
        if (name === 'html') {
          await writePageFile(graph!, join(target, PAGE_FILE));
          written.push(PAGE_FILE);
        } else if (name === 'bibtex' && selects) written.push(await writeSelection(graph!, flags, target, out));
        else if (name === 'report')
          written.push(...(await writeFormat(graph!, name, target, (await hasStore(dir)) ? await readingOf(dir) : {})));
        else if (name === 'parquet') written.push(...(await exportParquet(dir, join(target, 'parquet'))));
        else written.push(...(await writeFormat(graph!, name, target)));
      }
      if (out.json) await out.out(`${JSON.stringify({ dir: target, files: written })}\n`);
      for (const name of written) out.say(join(target, name));
      for (const name of wanted) if (graph && EXPORTS[name]?.note) out.say(EXPORTS[name].note(graph));
    });
}

async function writeSelection(graph: KnowledgeGraph, flags: SelectionFlags, target: string, out: Io): Promise<string> {
  const wanted = selectionOf(graph, flags)!;
  const chosen = graph.nodes.filter((node) => node.type === 'Paper' && wanted(node)).length;
  if (chosen === 0) out.warn('no paper fits all of --node, --community and --years');
  await writeWhole(join(target, BIBTEX_FILE), writeBibtex(graph, { wanted }));
  out.say(`${plural(chosen, 'paper')} chosen`);
  return BIBTEX_FILE;
}

async function exportParquet(dir: string, target: string): Promise<string[]> {
  await makeFolder(target);
  const store = await openStoreOf(dir);
  try {
    return (await store.exportParquet(target)).map((file) => join('parquet', basename(file)));
  } finally {
    await store.close();
  }
}
