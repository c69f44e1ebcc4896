// The viewer's code and style, bundled and minified into dist/viz/app, where the command line finds them.
import { copyFile, mkdir } from 'node:fs/promises';
import { build } from 'esbuild';

const out = 'dist/viz/app';
await mkdir(out, { recursive: true });
await build({
  entryPoints: { app: 'viz/app/main.ts' },
  outdir: out,
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['chrome110', 'firefox115', 'safari16.4'],
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
  tsconfig: 'viz/app/tsconfig.json',
});
await build({
  entryPoints: ['viz/app/style.css'],
  outfile: `${out}/app.css`,
  minify: true,
  charset: 'ascii',
  logLevel: 'warning',
});
await copyFile('viz/app/index.html', `${out}/index.html`);
