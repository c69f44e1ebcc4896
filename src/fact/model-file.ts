/** How the parts of `models/relations.bin` are refused. */
import { PapergraphError } from '../errors.js';

export const badModel = (problem: string): PapergraphError =>
  new PapergraphError('BAD_MODEL', 'models/relations.bin', problem, 'Install the package again or run npm run train');
