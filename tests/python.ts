/** Debian's Python libraries as second readers of what we write; CI installs them. */
import { spawnSync } from 'node:child_process';

const PYTHON = '/usr/bin/python3';

/** What a program prints, as JSON. @throws with its last words when it fails */
export function python(program: string, ...args: readonly string[]): unknown {
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', program, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Whether the modules are there; says so in one line if not. */
export function pythonHas(...modules: readonly string[]): boolean {
  const has = spawnSync(PYTHON, ['-c', `import ${modules.join(', ')}`]).status === 0;
  if (!has)
    console.warn(
      `skipped: no ${modules.join(' or ')} (apt-get install ${modules.map((m) => `python3-${m}`).join(' ')})`,
    );
  return has;
}
