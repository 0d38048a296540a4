import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Fault } from '../target/fault.ts';
import type { FromTarget, TargetOrder, ToTarget } from '../target/target-messages.ts';
import { signBody } from '../torture-event.ts';

const ENTRY = fileURLToPath(new URL('../target/target-process.ts', import.meta.url));
const REGISTER = new URL('../../../scripts/run-sources.ts', import.meta.url).href;

/** A process under torture, as its sender sees it. */
export interface Target {
  /** Requests without an answer. */
  readonly open: number;
  readonly isReady: boolean;
  readonly isArmed: boolean;
  /** Posts a body. Resolves with the status, or with 0 when the process ended before it answered. */
  deliver(body: string): Promise<number>;
  arm(fault: Fault): void;
  kill(): void;
  /** Lets it end in peace. */
  stop(): Promise<void>;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

/** What a target tells its sender. */
export interface TargetListeners {
  revisionOf(subject: string): number;
  onStall(): void;
  onBroken(error: string): void;
}

/** Starts a process. */
export function startTarget(order: TargetOrder, listeners: TargetListeners): Target {
  const child: ChildProcess = fork(ENTRY, [], {
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', REGISTER],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const open = new Map<number, (status: number) => void>();
  let requests = 0;
  let isReady = false;
  let isArmed = false;
  let isEnded = false;

  const send = (message: ToTarget): void => {
    if (child.connected) child.send(message, () => {}); // A process that is gone is noticed by its end.
  };
  child.on('message', (message: FromTarget) => {
    if (message.type === 'ready') isReady = true;
    if (message.type === 'stalled') {
      isArmed = false;
      listeners.onStall();
    }
    if (message.type === 'broken') listeners.onBroken(message.error);
    if (message.type === 'fetch') {
      send({ type: 'present', question: message.question, revision: listeners.revisionOf(message.subject) });
    }
    if (message.type !== 'answered') return;
    open.get(message.request)?.(message.status);
    open.delete(message.request);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      isEnded = true;
      for (const answer of open.values()) answer(0);
      open.clear();
      resolve();
    });
  });
  send(order);

  return {
    get open() {
      return open.size;
    },
    get isReady() {
      return isReady && !isEnded;
    },
    get isArmed() {
      return isArmed;
    },
    deliver(body) {
      if (isEnded) return Promise.resolve(0);
      const request = requests++;
      send({ type: 'deliver', request, body, signature: signBody(body) });
      return new Promise((resolve) => open.set(request, resolve));
    },
    arm(fault) {
      isArmed = true;
      send({ type: 'suffer', fault });
    },
    kill: () => void child.kill('SIGKILL'),
    async stop() {
      send({ type: 'stop' });
      await ended;
    },
    ended,
  };
}
