import type { Check, CheckResult } from './check.ts';
import type { Workspace } from './workspace.ts';

/** A check that has ended. */
export interface FinishedCheck {
  readonly check: Check;
  readonly result: CheckResult;
  readonly durationMs: number;
}

/** Options of {@link runChecks}. */
export interface RunOptions {
  /** Checks at a time. */
  readonly lanes: number;
  readonly onFinished: (finished: FinishedCheck) => void;
  readonly now: () => number;
}

/**
 * Runs all checks, several at a time, each once those that it waits for have ended. A failure stops nothing but the
 * checks that build on it, so that one run reports everything.
 */
export async function runChecks(
  checks: readonly Check[],
  workspace: Workspace,
  options: RunOptions,
): Promise<readonly FinishedCheck[]> {
  const finished = new Map<string, FinishedCheck>();
  const running = new Map<string, Promise<unknown>>();
  const waiting = [...checks];
  const known = new Set(checks.map((check) => check.name));
  const isReady = (check: Check): boolean =>
    [...(check.needs ?? []), ...(check.after ?? [])].every((name) => !known.has(name) || finished.has(name));

  const run = async (check: Check): Promise<void> => {
    const startedAt = options.now();
    const failed = (check.needs ?? []).filter((name) => (finished.get(name)?.result.problems.length ?? 0) > 0);
    const result =
      failed.length > 0
        ? { problems: [`not run, because it needs what failed: ${failed.join(', ')}`], summary: 'not run' }
        : await check
            .run(workspace)
            .catch((error: unknown): CheckResult => ({ problems: [`crashed: ${describe(error)}`] }));
    const entry = { check, result, durationMs: options.now() - startedAt };
    finished.set(check.name, entry);
    options.onFinished(entry);
  };

  while (waiting.length > 0 || running.size > 0) {
    for (
      let next = waiting.findIndex(isReady);
      next >= 0 && running.size < options.lanes;
      next = waiting.findIndex(isReady)
    ) {
      const [check] = waiting.splice(next, 1);
      if (!check) continue;
      // Taken out in a later microtask than it is put in, also when a check ends at once.
      running.set(
        check.name,
        run(check).finally(() => running.delete(check.name)),
      );
    }
    if (running.size === 0)
      throw new Error(`Checks wait for each other: ${waiting.map((check) => check.name).join(', ')}`);
    await Promise.race(running.values());
  }
  return [...finished.values()];
}

/** The named checks with everything that they wait for, in the order of `all`; every check when none is named. */
export function selectChecks(all: readonly Check[], names: readonly string[]): readonly Check[] {
  if (names.length === 0) return all;
  const byName = new Map(all.map((check) => [check.name, check]));
  const selected = new Set<string>();
  const select = (name: string): void => {
    const check = byName.get(name);
    if (!check) throw new Error(`There is no check "${name}". There are: ${[...byName.keys()].join(', ')}`);
    if (selected.has(name)) return;
    selected.add(name);
    for (const other of [...(check.needs ?? []), ...(check.after ?? [])]) select(other);
  };
  for (const name of names) select(name);
  return all.filter((check) => selected.has(check.name));
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
