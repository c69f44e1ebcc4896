/** The door of the ground floor: from a paper to all that its abstract says. No disk, so it runs in a browser too. */
import { nameEntities } from './fact/entities.js';
import { type KnownNames, readKnownNames } from './fact/known-names.js';
import { type RelationModel, readRelationModel } from './fact/relation-model.js';
import { findRelations, readPaper } from './fact/relations.js';
import { findResults } from './fact/results.js';
import { statementsOf } from './fact/sentences.js';
import {
  buildModel as buildMentionModel,
  findMentions,
  leastOf,
  type Model as MentionModel,
  type MentionOptions,
} from './mention/index.js';
import { findAbbreviations } from './text/abbreviations.js';
import { segmentPaper } from './text/segment.js';
import type { Extraction, ModelFiles, Paper } from './types.js';

export { type RelatedPair, relateMentions } from './fact/classified.js';
export type * from './types.js';
export type ExtractOptions = MentionOptions;

export interface Model extends MentionModel {
  /** Weights of the relation classifier; null: cues alone. */
  readonly relations: RelationModel | null;
  /** Names that mean one thing in every paper. */
  readonly known: KnownNames;
}

/**
 * @throws PapergraphError BAD_LEXICON for a line of the user's lexicon that cannot be read, BAD_MODEL for weights that are
 *   none of this version
 */
export function buildModel(files: ModelFiles): Model {
  return {
    ...buildMentionModel(files),
    relations: files.relations === null ? null : readRelationModel(files.relations),
    known: readKnownNames(files.aliases ?? ''),
  };
}

/**
 * All that one abstract says.
 *
 * @param paper  cleaned; all offsets count in its `title` and `abstract`
 * @returns mentions in reading order, the entities they name, relations and results, each with its sentence
 */
export function extract(paper: Paper, model: Model, options: ExtractOptions = {}): Extraction {
  const sentences = segmentPaper(paper);
  const abbreviations = findAbbreviations(sentences);
  const mentions = findMentions(sentences, abbreviations, model, options);
  const least = leastOf(model, options.style);
  const { entities, forms, linked } = nameEntities(sentences, mentions, abbreviations, model.known, least);
  const statements = statementsOf(sentences, linked);
  const reading = readPaper(statements, entities, model.relations, forms);
  const results = findResults(statements, reading.own);
  const relations = findRelations(reading, results, model.relations);
  return { id: paper.sourceId ?? paper.id, paper, mentions: linked, entities, relations, results };
}
