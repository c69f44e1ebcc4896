/** Names that mean one thing in every paper: "CNN" and "convolutional neural network". */
import { nameKey } from '../text/name-key.js';
import { ENTITY_TYPES, type EntityType } from '../types.js';

/** `type NUL key` of any of a thing's names → the key of its first name. */
export type KnownNames = ReadonlyMap<string, string>;

/** @param tsv  `name ⇥ type ⇥ aliases (|)`, lines with "#" left out */
export function readKnownNames(tsv: string): KnownNames {
  const known = new Map<string, string>();
  for (const line of tsv.split('\n')) {
    if (line.startsWith('#') || !line.trim()) continue;
    const [name = '', wanted = '', aliases = ''] = line.replace(/\r$/, '').split('\t');
    const type = ENTITY_TYPES.find((each) => each === wanted);
    if (!type) continue;
    const key = keyOf(name, type);
    for (const surface of [name, ...aliases.split('|')])
      if (surface.trim()) known.set(`${type}\0${keyOf(surface.trim(), type)}`, key);
  }
  return known;
}

const keyOf = (name: string, type: EntityType) => nameKey(name, type);
