/** `models/relations.bin`: the classifier of mentions and the weights of what holds in a paper, one after the other. */
import { type Judge, readJudge } from './judge.js';
import { badModel } from './model-file.js';
import { type PairModel, readPairModel } from './pair-model.js';

export interface RelationModel {
  /** Judges two mentions of one sentence. */
  readonly pairs: PairModel;
  /** Judges two things of a paper. */
  readonly judge: Judge;
}

const MAGIC = 0x50475234; // "PGR4"
const HEADER = 8;

/** @throws PapergraphError BAD_MODEL when the bytes are no relation model of this version */
export function readRelationModel(bytes: Uint8Array): RelationModel {
  const { pairs, judge } = splitRelationModel(bytes);
  return { pairs: readPairModel(pairs), judge: readJudge(judge) };
}

/** The bytes of both parts. @throws PapergraphError BAD_MODEL */
export function splitRelationModel(bytes: Uint8Array): { readonly pairs: Uint8Array; readonly judge: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || view.getUint32(0, true) !== MAGIC) throw badModel('this is no relation model');
  const first = view.getUint32(4, true);
  if (HEADER + first > bytes.length) throw badModel(`it has only ${bytes.length} bytes`);
  return { pairs: bytes.subarray(HEADER, HEADER + first), judge: bytes.subarray(HEADER + first) };
}

/** @param pairs  as `writePairModel` gives it, `judge` as `writeJudge` does */
export function writeRelationModel(pairs: Uint8Array, judge: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER + pairs.length + judge.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, pairs.length, true);
  bytes.set(pairs, HEADER);
  bytes.set(judge, HEADER + pairs.length);
  return bytes;
}
