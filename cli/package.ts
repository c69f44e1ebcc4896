/** What this program knows of itself: where it lies and which version it is. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, both from the sources and from `dist`. */
export const PACKAGE_ROOT = (() => {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(dir, 'package.json'))) dir = dirname(dir);
  return dir;
})();

export const VERSION: string = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')).version;

export const EXAMPLE = join(PACKAGE_ROOT, 'examples', 'landmarks.jsonl');
export const APP_FOLDER = join(PACKAGE_ROOT, 'dist', 'viz', 'app');
