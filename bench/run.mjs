/**
 * npm run bench -- [speed] [threads] [build] [viewer] [readers] [scale] [--texts FILE] [--count N] [--rounds N]
 *   readers also: [--samples DIR] [--big]; scale: [--store FILE]
 */
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    texts: { type: 'string' },
    count: { type: 'string' },
    rounds: { type: 'string' },
    samples: { type: 'string' },
    big: { type: 'boolean' },
    store: { type: 'string' },
  },
});
const options = {
  ...(values.texts ? { texts: values.texts } : {}),
  ...(values.count ? { count: Number(values.count) } : {}),
  ...(values.rounds ? { rounds: Number(values.rounds) } : {}),
  ...(values.samples ? { samples: values.samples } : {}),
  ...(values.big ? { big: true } : {}),
  ...(values.store ? { store: values.store } : {}),
};
const wanted = positionals.length ? positionals : ['speed', 'build'];
for (const name of wanted) {
  if (name === 'speed') await (await import('./speed.mjs')).speed(options);
  else if (name === 'threads') await (await import('./threads.mjs')).threads(options);
  else if (name === 'viewer') await (await import('./viewer.mjs')).viewer(options);
  else if (name === 'readers') await (await import('./readers.mjs')).readers(options);
  else if (name === 'scale') await (await import('./scale.mjs')).scale(options);
  else if (name === 'build') await (await import('./build.mjs')).build(options);
  else {
    console.error(`no such bench: ${name}; there are speed, threads, build, scale, viewer and readers`);
    process.exit(2);
  }
}
