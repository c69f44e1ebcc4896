/**
 * A real Neo4j without Docker: Community Edition from its Maven artefacts, with a throw-away home on a free loopback port.
 *
 *   node scripts/neo4j-server.mjs fetch    downloads it (160 MB, once, into Maven's own cache)
 *   node scripts/neo4j-server.mjs start    starts it, prints NEO4J_URI and NEO4J_PASSWORD, and stays until Ctrl-C
 *   node scripts/neo4j-server.mjs admin …  runs neo4j-admin of the same version
 *
 * Needs Java 17 or 21 and Maven. With `--gds` the Graph Data Science library (OpenGDS) is there too.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const NEO4J_VERSION = '5.26.25';
/** The release of Graph Data Science that fits 5.26. */
export const GDS_VERSION = '2.13.9';
const PASSWORD = 'only-for-tests';
const OPENS = ['java.nio', 'java.io', 'sun.nio.ch', 'java.util.concurrent', 'java.lang', 'java.util'].map(
  (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
);

/** What is missing on this machine, in one line; null: nothing. */
export function missing() {
  const lacking = ['java', 'mvn'].filter(
    (program) => spawnSync(program, ['-version'], { stdio: 'ignore' }).status !== 0,
  );
  return lacking.length
    ? `${lacking.join(' and ')} not found (Debian: apt-get install openjdk-17-jdk-headless maven)`
    : null;
}

function pom(gds) {
  const artefacts = [
    ['org.neo4j', 'neo4j', NEO4J_VERSION],
    ['org.neo4j.app', 'neo4j-server', NEO4J_VERSION],
    ['org.neo4j', 'neo4j-import-tool', NEO4J_VERSION],
    ...(gds
      ? [
          ['org.neo4j.gds', 'proc', GDS_VERSION],
          ['org.neo4j.gds', 'opengds-extension', GDS_VERSION],
        ]
      : []),
  ];
  const dependencies = artefacts.map(
    ([g, a, v]) =>
      `<dependency><groupId>${g}</groupId><artifactId>${a}</artifactId><version>${v}</version></dependency>`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>papergraph</groupId><artifactId>neo4j-for-tests</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>${dependencies.join('\n')}</dependencies></project>\n`;
}

/** The class path, fetched if need be; the list itself is kept beside the artefacts, since asking Maven takes seconds. */
export function classPath({ gds = false } = {}) {
  const text = pom(gds);
  const folder = join(homedir(), '.m2', 'papergraph');
  const stamp = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const list = join(folder, `neo4j-${NEO4J_VERSION}-${stamp}.classpath`);
  if (existsSync(list)) {
    const jars = readFileSync(list, 'utf8').trim();
    if (jars.split(':').every((jar) => existsSync(jar))) return jars;
  }
  // Two Mavens at once would spoil each other's downloads.
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, 'fetching');
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 600_000)
        rmSync(lock, { recursive: true, force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
    }
  }
  const work = mkdtempSync(join(tmpdir(), 'papergraph-mvn-'));
  try {
    writeFileSync(join(work, 'pom.xml'), text);
    const fresh = join(work, 'classpath');
    const run = spawnSync(
      'mvn',
      [
        '-B',
        '-q',
        '-ntp',
        '-f',
        join(work, 'pom.xml'),
        'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath',
        `-Dmdep.outputFile=${fresh}`,
      ],
      { encoding: 'utf8' },
    );
    if (run.status !== 0)
      throw new Error(`mvn could not fetch Neo4j ${NEO4J_VERSION}:\n${(run.stdout + run.stderr).slice(-2000)}`);
    const made = `${list}.${process.pid}`;
    writeFileSync(made, readFileSync(fresh));
    renameSync(made, list);
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(lock, { recursive: true, force: true });
  }
  return readFileSync(list, 'utf8').trim();
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * neo4j-admin on a given home: `admin(home, ['database', 'import', 'full', …])`. The import asks for 1 GB: each file that
 * it reads at the same time has large buffers, so with less it fails now and then.
 */
export function admin(home, args, { gds = false, cwd = process.cwd() } = {}) {
  return spawnSync('java', ['-Xmx1g', ...OPENS, 'org.neo4j.cli.AdminTool', ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, CLASSPATH: classPath({ gds }), NEO4J_HOME: home, NEO4J_CONF: join(home, 'conf') },
  });
}

/**
 * A home with a configuration and a password, but no server on it yet.
 * `quick`: less compiling, for a server that lives a minute. */
export async function makeHome({ gds = false, quick = true, boltPort, httpPort, heap } = {}) {
  const home = mkdtempSync(join(tmpdir(), 'papergraph-neo4j-'));
  for (const name of ['conf', 'data', 'logs', 'plugins', 'import', 'run']) mkdirSync(join(home, name));
  const bolt = boltPort ?? (await freePort());
  const http = httpPort ?? (await freePort());
  const settings = {
    'server.default_listen_address': '127.0.0.1',
    'server.bolt.listen_address': `127.0.0.1:${bolt}`,
    'server.bolt.advertised_address': `127.0.0.1:${bolt}`,
    'server.http.listen_address': `127.0.0.1:${http}`,
    'server.http.enabled': 'true',
    'server.https.enabled': 'false',
    'server.memory.pagecache.size': '64m',
    'db.tx_log.rotation.retention_policy': 'keep_none',
    'db.tx_log.preallocate': 'false',
    'dbms.usage_report.enabled': 'false',
    'server.config.strict_validation.enabled': 'false',
    ...(gds ? { 'dbms.security.procedures.unrestricted': 'gds.*' } : {}),
  };
  writeFileSync(
    join(home, 'conf', 'neo4j.conf'),
    Object.entries(settings)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
  if (gds)
    for (const jar of classPath({ gds }).split(':'))
      if (/\/org\/neo4j\/gds\//.test(jar)) linkInto(join(home, 'plugins'), jar);
  const set = admin(home, ['dbms', 'set-initial-password', PASSWORD]);
  if (set.status !== 0) throw new Error(`neo4j-admin: ${set.stdout}${set.stderr}`);
  return { home, bolt, http, gds, quick, heap: heap ?? '512m' };
}

function linkInto(folder, jar) {
  writeFileSync(join(folder, jar.slice(dirname(jar).length + 1)), readFileSync(jar));
}

/**
 * Starts a server and waits until it takes Bolt connections.
 *
 * @returns { uri, httpUri, username, password, home, pid, stop(), kill(), restart() }; `stop` also removes the home
 */
export async function startNeo4j(options = {}) {
  const place = options.place ?? (await makeHome(options));
  let child;
  const launch = async () => {
    child = spawn(
      'java',
      [
        '-Xms256m',
        `-Xmx${place.heap}`,
        '-XX:+UseSerialGC',
        ...(place.quick ? ['-XX:TieredStopAtLevel=1'] : []),
        ...OPENS,
        '-Dio.netty.tryReflectionSetAccessible=true',
        '-Dlog4j2.disable.jmx=true',
        'org.neo4j.server.CommunityEntryPoint',
        `--home-dir=${place.home}`,
        `--config-dir=${join(place.home, 'conf')}`,
        '--console-mode',
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, CLASSPATH: classPath({ gds: place.gds }) } },
    );
    const started = child;
    let log = '';
    await new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`Neo4j did not start within 90 s:\n${log.slice(-2000)}`)),
        90_000,
      );
      const hear = (chunk) => {
        log = (log + chunk).slice(-20_000);
        if (/\bStarted\.\s/.test(log)) done(resolve);
      };
      const done = (settle, value) => {
        clearTimeout(timer);
        settle(value);
      };
      started.stdout.setEncoding('utf8').on('data', hear);
      started.stderr.setEncoding('utf8').on('data', hear);
      started.once('exit', (code) =>
        done(reject, new Error(`Neo4j ended with ${code} while starting:\n${log.slice(-2000)}`)),
      );
    });
  };
  const ended = () =>
    new Promise((resolve) =>
      child.exitCode !== null || child.signalCode !== null ? resolve() : child.once('exit', resolve),
    );
  const atExit = () => child?.kill('SIGKILL');
  process.once('exit', atExit);
  await launch();
  return {
    uri: `bolt://127.0.0.1:${place.bolt}`,
    httpUri: `http://127.0.0.1:${place.http}`,
    boltPort: place.bolt,
    httpPort: place.http,
    username: 'neo4j',
    password: PASSWORD,
    home: place.home,
    get pid() {
      return child.pid;
    },
    /** As a power cut would. */
    async kill() {
      child.kill('SIGKILL');
      await ended();
    },
    restart: launch,
    async stop() {
      // What it holds is thrown away: there is nothing to shut down in order.
      child.kill('SIGKILL');
      await ended();
      process.off('exit', atExit);
      rmSync(place.home, { recursive: true, force: true });
    },
  };
}

async function main([command, ...rest]) {
  const gds = rest.includes('--gds');
  const lacking = missing();
  if (lacking) throw new Error(lacking);
  if (command === 'fetch') console.log(`Neo4j ${NEO4J_VERSION}: ${classPath({ gds }).split(':').length} jars`);
  else if (command === 'admin') {
    const { home } = await makeHome();
    const run = admin(home, rest);
    process.stdout.write(run.stdout);
    process.stderr.write(run.stderr);
    process.exitCode = run.status ?? 1;
  } else if (command === 'start') {
    // Told to stop while it starts: the child must not outlive us.
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));
    const server = await startNeo4j({ gds, quick: false });
    console.log(`export NEO4J_URI=${server.uri} NEO4J_USERNAME=${server.username} NEO4J_PASSWORD=${server.password}`);
    console.error(`Neo4j ${NEO4J_VERSION} in ${server.home}; Ctrl-C stops it and removes what it holds`);
    for (const signal of ['SIGINT', 'SIGTERM'])
      process.removeAllListeners(signal).once(signal, () => server.stop().then(() => process.exit(0)));
  } else throw new Error('node scripts/neo4j-server.mjs fetch | start | admin ARGS… [--gds]');
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
