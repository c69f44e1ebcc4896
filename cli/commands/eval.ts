import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { PapergraphError } from '../../src/errors.js';
import {
  type Evaluation,
  evaluate,
  evaluateRelations,
  goldOf,
  type Prediction,
  type Relate,
  writeEvaluation,
} from '../../src/eval/index.js';
import { buildModel, type Model, relateMentions } from '../../src/index.js';
import { readModelFiles } from '../../src/read/index.js';
import type { Io } from '../io.js';
import { addExtractOptions, resolveSettings } from '../options.js';
import { readInputs } from '../papers.js';
import { defaultWorkers, extractAll } from '../pool.js';
import { extractOptions, modelRequest } from '../settings.js';

export function register(program: Command, io: () => Io): void {
  addExtractOptions(
    program
      .command('eval')
      .description('precision, recall and F1 of what is extracted, against your own gold annotations')
      .argument('<gold>', 'JSON lines with title and abstract and either "spans" or "entities" (see docs/EVAL.md)')
      .option('--predictions <file>', 'score these lines of papergraph extract instead of extracting')
      .option('--types <list>', 'gold with spans: the types it annotates (default: Method,Dataset,Metric,Task)'),
  ).action(async (goldFile: string, flags, command: Command) => {
    const out = io();
    const settings = await resolveSettings(flags, command.optsWithGlobals().config);
    const gold = goldOf(await readJsonLines(goldFile));
    if (!gold)
      throw new PapergraphError(
        'INPUT_UNREADABLE',
        goldFile,
        'has neither "spans" nor "entities" in every line',
        'See docs/EVAL.md for the two forms',
      );
    const files = await readModelFiles(modelRequest(settings));
    const predictions: Prediction[] = [];
    if (flags.predictions) predictions.push(...((await readJsonLines(flags.predictions)) as Prediction[]));
    else {
      const reading = readInputs([goldFile], {}, out, out.progress('extracting', 'papers'));
      const workers = settings.workers ?? defaultWorkers();
      for await (const batch of extractAll(reading.papers, files, extractOptions(settings), workers))
        predictions.push(...batch);
    }
    const types = typeof flags.types === 'string' ? flags.types.split(',') : undefined;
    // Most gold has no relations between its spans, and then nobody asks for the weights.
    let model: Model | undefined;
    const relate: Relate = (text, mentions, how) => {
      model ??= buildModel(files);
      if (model.relations === null) return [];
      return relateMentions(text, mentions, model.relations.pairs, how).map(({ source, type, target }) => ({
        source: mentions[source]!,
        type,
        target: mentions[target]!,
      }));
    };
    const scored = evaluate(gold, predictions, types);
    const rows = [...scored.rows, ...evaluateRelations(gold, predictions, relate, types)];
    const evaluation: Evaluation = { ...scored, rows };
    if (evaluation.missing > 0)
      out.warn(`${evaluation.missing} of ${gold.records.length} papers have no prediction and count as empty`);
    if (out.json) await out.out(`${JSON.stringify(evaluation)}\n`);
    else await out.out(`${writeEvaluation(evaluation).join('\n')}\n`);
  });
}

async function readJsonLines(file: string): Promise<unknown[]> {
  const bytes = await readFile(file).catch((cause) => {
    throw new PapergraphError('INPUT_UNREADABLE', file, 'cannot be read', 'Check the path', { cause });
  });
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
  const records: unknown[] = [];
  // "\n" alone: U+2028 occurs inside real records.
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    try {
      records.push(JSON.parse(line));
    } catch (cause) {
      throw new PapergraphError('INPUT_UNREADABLE', `${file}:${i + 1}`, 'is not JSON', 'Mend the line', { cause });
    }
  });
  return records;
}
