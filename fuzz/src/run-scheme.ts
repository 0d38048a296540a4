import fc from 'fast-check';
import { type Attempt, describeAttempt, toRequest } from './attempt.ts';
import type { Change } from './changes/change.ts';
import type { Answer, FuzzScheme } from './fuzz-scheme.ts';
import { describeFailure, judge, type Outcome } from './judge.ts';
import type { Verifier } from './verifier.ts';

/** How much is run, and from where. */
export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** Where in the tree of fast-check to begin: what a finding names. @default at the root */
  readonly path?: string | undefined;
  readonly onProgress?: (runs: number) => void;
}

/** What came out for one scheme. */
export interface FuzzReport {
  readonly scheme: string;
  readonly oracle: string;
  readonly runs: number;
  readonly bothAccept: number;
  readonly bothRefuse: number;
  /** How often the vendor's verifier threw something other than its verdict. */
  readonly crashes: number;
  readonly differences: Readonly<Record<string, number>>;
  /** Every kind of finding with its number of cases. */
  readonly findings: Readonly<Record<string, number>>;
  /** The smallest case of the first finding, and how to see it again. */
  readonly example: string | undefined;
}

/** Everything of a case, computed once. */
interface Case {
  readonly attempt: Attempt;
  readonly outcome: Outcome;
}

/** Runs something at another time of the clock, which verifiers read by themselves. */
async function atTime<Result>(now: number, work: () => Result | Promise<Result>): Promise<Result> {
  const real = Date.now;
  Date.now = () => now;
  try {
    return await work();
  } finally {
    Date.now = real;
  }
}

function createOurs(scheme: FuzzScheme): (attempt: Attempt) => Promise<boolean> {
  const verifiers = new Map<string, Verifier>();
  return async (attempt) => {
    const key = JSON.stringify([attempt.secrets, scheme.variantOf?.(attempt)]);
    const verify = verifiers.get(key) ?? scheme.createVerifier(attempt.secrets, attempt);
    if (verifiers.size > 500) verifiers.clear();
    verifiers.set(key, verify);
    return (await verify(toRequest(attempt), attempt.now)).ok;
  };
}

/** Compares ours with the other verifier on altered requests, always the same ones for a seed. */
export async function runScheme(scheme: FuzzScheme, options: FuzzOptions): Promise<FuzzReport> {
  const { runs, seed, path, onProgress } = options;
  const ours = createOurs(scheme);
  const decide = async (sample: unknown, changes: readonly Change[]): Promise<Case> => {
    let attempt = await scheme.sign(sample);
    for (const change of changes) attempt = change.apply(attempt);
    const verdict = await ours(attempt).catch((error: unknown) => ({ error }));
    const theirs = await atTime<Answer>(attempt.now, () => scheme.theirs(attempt));
    return { attempt, outcome: judge(scheme, attempt, verdict, theirs) };
  };

  const counts = { runs: 0, bothAccept: 0, bothRefuse: 0, crashes: 0 };
  const differences: Record<string, number> = {};
  const findings: Record<string, number> = {};
  const add = (to: Record<string, number>, name: string): void => {
    to[name] = (to[name] ?? 0) + 1;
  };
  const count = ({ kind, name, hasCrashed }: Outcome): void => {
    counts.runs += 1;
    if (hasCrashed) counts.crashes += 1;
    if (kind === 'both accept') counts.bothAccept += 1;
    else if (kind === 'both refuse') counts.bothRefuse += 1;
    else add(kind === 'difference' ? differences : findings, name);
    if (counts.runs % 5_000 === 0) onProgress?.(counts.runs);
  };

  const changes = fc.array(scheme.changes, { maxLength: 3, size: 'max' });
  const parameters = { numRuns: runs, seed, ...(path === undefined ? {} : { path }) };
  const survey = fc.asyncProperty(scheme.samples, changes, async (sample, list) => {
    count((await decide(sample, list)).outcome);
  });
  await fc.assert(survey, parameters);

  const [finding] = Object.keys(findings);
  const example = finding === undefined ? undefined : await findSmallest(finding);
  return { scheme: scheme.name, oracle: scheme.oracle, ...counts, differences, findings, example };

  /** Runs again up to the first case of a finding, and makes it smaller as long as it stays the same finding. */
  async function findSmallest(name: string): Promise<string> {
    const property = fc.asyncProperty(scheme.samples, changes, async (sample, list) => {
      const { outcome } = await decide(sample, list);
      return !(outcome.kind === 'finding' && outcome.name === name);
    });
    const { counterexample, counterexamplePath } = await fc.check(property, parameters);
    if (!counterexample) return `${name}: it does not happen again with seed ${seed}`;
    const [sample, list] = counterexample;
    const { attempt } = await decide(sample, list);
    const names = list.map((change) => change.name).join('; ') || 'no change';
    const again = `--scheme ${scheme.name} --seed ${seed} --path ${counterexamplePath}`;
    return describeFailure(name, names, describeAttempt(attempt), again);
  }
}
