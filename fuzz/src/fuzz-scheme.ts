import type { Arbitrary } from 'fast-check';
import type { Attempt } from './attempt.ts';
import type { Change } from './changes/change.ts';
import type { Verifier } from './verifier.ts';

/** What a verifier says. A crash is an error that says nothing of signatures: applications answer 500 to it. */
export type Answer = 'accept' | 'refuse' | 'crash';

/** A documented difference: who of the two is right, and how a case of it is told from a defect. */
export interface Difference {
  readonly name: string;
  /** The vendor refuses what is rightly signed, or takes what it should not. */
  readonly vendor: 'too strict' | 'too lax';
  /** Whether this attempt is a case of it. As narrow as can be: what it covers is not looked at further. */
  readonly covers: (attempt: Attempt) => boolean;
}

/** One way to sign, with whoever else verifies it. */
export interface FuzzScheme<Sample = unknown> {
  readonly name: string;
  /** Whose verifier ours is compared with. */
  readonly oracle: string;
  /** What is signed, before anything is changed. */
  readonly samples: Arbitrary<Sample>;
  /** Signs a sample, with our signer, the vendor's, or the recipe. */
  readonly sign: (sample: Sample) => Attempt | Promise<Attempt>;
  readonly changes: Arbitrary<Change>;
  /** Ours, for a list of secrets; made once for each list. */
  readonly createVerifier: (secrets: readonly string[], attempt: Attempt) => Verifier;
  /** What beside the secrets makes ours another one. @default nothing */
  readonly variantOf?: (attempt: Attempt) => string;
  readonly theirs: (attempt: Attempt) => Answer | Promise<Answer>;
  /**
   * Whether a signature over these very bytes is there and fresh, by `node:crypto` and the recipe. Ours must accept nothing
   * else, not even together with the vendor: that is how a shared mistake, such as decoding the body, is found.
   */
  readonly isSigned: (attempt: Attempt) => boolean;
  readonly differences: readonly Difference[];
}
