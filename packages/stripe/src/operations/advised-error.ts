/**
 * What a vendor's call threw, with advice in the words of our own options: Stripe's text can only name its parameters.
 * `classifyError` reads it as the error inside, and appends the advice to the message.
 */
export class AdvisedError extends Error {
  readonly advice: string;

  constructor(advice: string, cause: unknown) {
    super(advice, { cause });
    this.name = 'AdvisedError';
    this.advice = advice;
  }
}
