import type { Workspace } from './workspace.ts';

/** What a check found. */
export interface CheckResult {
  /** One text for each thing that is wrong; none means that the check has passed. */
  readonly problems: readonly string[];
  /** A few words for the line of the check, such as `48 files`. */
  readonly summary?: string;
  /** Set by checks that run tests: these are counted one by one instead of the check itself. */
  readonly tests?: { readonly passed: number; readonly failed: number };
}

/** One thing that `npm test` verifies. */
export interface Check {
  /** As it is printed, and as `pnpm check <name>` takes it. */
  readonly name: string;
  /** What it verifies, in one line, for `pnpm check --list`. */
  readonly about: string;
  /** Checks whose success this one builds on. */
  readonly needs?: readonly string[];
  /** Checks that must have ended first, whatever they found. */
  readonly after?: readonly string[];
  run(workspace: Workspace): Promise<CheckResult>;
}
