// Loaded before every test file: a test that leaves this machine fails, on any machine, instead of passing where the
// network happens to answer.
import { Socket } from 'node:net';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1', '[::1]', '0.0.0.0', '::']);
const connect: unknown = Reflect.get(Socket.prototype, 'connect');

/** The host in the arguments of `connect`, which come flat, as one object, or as an already normalised list. */
function findHost(args: readonly unknown[]): string | undefined {
  const [first, second] = args;
  if (Array.isArray(first)) return findHost(first as readonly unknown[]);
  if (typeof first === 'object' && first !== null) {
    const { host, path } = first as { readonly host?: string; readonly path?: string };
    return path === undefined ? host : undefined;
  }
  return typeof second === 'string' ? second : undefined;
}

Reflect.set(Socket.prototype, 'connect', function connectToLoopback(this: Socket, ...args: unknown[]): unknown {
  const host = findHost(args) ?? 'localhost';
  if (LOOPBACK.has(host)) return Reflect.apply(connect as (...all: unknown[]) => unknown, this, args);
  // Later, because TLS still prepares its handshake on a socket that is connecting.
  process.nextTick(() => this.destroy(new Error(`Tests use no network, and this one connects to ${host}`)));
  return this;
});
