import { answerWithin } from './answer-within.js';
import { type RedisClient, toRedisLink } from './redis-client.js';
import { messageOf } from './redis-error.js';
import { DEFAULTS } from './redis-options.js';

/** Whether Redis keeps what it has accepted, as far as it says so. */
export interface PersistenceReport {
  /**
   * - `kept` nothing was found by which Redis would lose what it has accepted
   * - `at_risk` something was found: see `problems`
   * - `unknown` nothing was found, and not everything could be asked: see `unknown`
   */
  readonly verdict: 'kept' | 'at_risk' | 'unknown';
  /** What is wrong, in words, each with what would be right. */
  readonly problems: readonly string[];
  /** What could not be found out, and why. */
  readonly unknown: readonly string[];
}

/** Options of {@link checkPersistence}. */
export interface PersistenceCheckOptions {
  /** Milliseconds to wait for each answer. @default 5_000 */
  readonly timeout?: number | undefined;
}

/** What is asked: a setting, where `INFO` tells it as well, and what is wrong with it. */
interface Question {
  readonly setting: string;
  readonly info?: { readonly section: string; readonly field: string } | undefined;
  judge(value: string): string | undefined;
}

const isOff = (value: string): boolean => value === 'no' || value === '0';

const QUESTIONS: readonly Question[] = [
  {
    setting: 'maxmemory-policy',
    info: { section: 'memory', field: 'maxmemory_policy' },
    judge: (value) =>
      value === 'noeviction'
        ? undefined
        : `maxmemory-policy is ${value}: when its memory is full, Redis drops deliveries without a word. Set it to noeviction.`,
  },
  {
    setting: 'appendonly',
    info: { section: 'persistence', field: 'aof_enabled' },
    judge: (value) =>
      isOff(value)
        ? 'appendonly is off: a restart loses everything since the last snapshot, if there are snapshots. Set it to yes.'
        : undefined,
  },
  {
    setting: 'appendfsync',
    judge: (value) =>
      value === 'always'
        ? undefined
        : `appendfsync is ${value}: a loss of power takes ${value === 'no' ? 'what the operating system had not written yet' : 'about the last second'} with it. Set it to always where that matters.`,
  },
];

function readInfo(text: string, field: string): string | undefined {
  const line = text.split(/\r?\n/).find((one) => one.startsWith(`${field}:`));
  return line?.slice(field.length + 1).trim();
}

/**
 * Asks the server how it keeps its data, and says in words what is wrong with that for an inbox. Changes nothing. Where
 * `CONFIG` is forbidden, as with most hosted servers, `INFO` is asked, and what neither tells is `unknown`. Never rejects:
 * a server that does not answer is `unknown`, too. Says nothing of replicas: what a failover has not copied is lost.
 *
 * @example
 * ```ts
 * import { checkPersistence } from '@breakwater/redis';
 * import { Redis } from 'ioredis';
 *
 * const { verdict, problems } = await checkPersistence(new Redis());
 * if (verdict === 'at_risk') console.warn(problems.join('\n'));
 * ```
 */
export async function checkPersistence(
  client: RedisClient,
  { timeout = DEFAULTS.timeout }: PersistenceCheckOptions = {},
): Promise<PersistenceReport> {
  const link = toRedisLink(client);
  const problems: string[] = [];
  const unknown: string[] = [];
  let isLogged = true;

  const ask = async ({ setting, info }: Question): Promise<string> => {
    try {
      const value = await answerWithin(timeout, 'check', link.config(setting));
      if (value !== undefined) return value;
    } catch (error) {
      if (!info) throw error;
    }
    const told = info && readInfo(await answerWithin(timeout, 'check', link.info(info.section)), info.field);
    if (told === undefined) throw new Error('the server does not tell');
    return told;
  };

  for (const question of QUESTIONS) {
    // How often a log is flushed that is not kept is no matter.
    if (question.setting === 'appendfsync' && !isLogged) continue;
    try {
      const value = await ask(question);
      const problem = question.judge(value);
      if (problem !== undefined) problems.push(problem);
      if (question.setting === 'appendonly') isLogged = !isOff(value);
    } catch (error) {
      unknown.push(`${question.setting}: ${messageOf(error)}`);
    }
  }
  const verdict = problems.length > 0 ? 'at_risk' : unknown.length > 0 ? 'unknown' : 'kept';
  return { verdict, problems, unknown };
}
