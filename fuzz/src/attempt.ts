import type { RawHeaders, RawRequest } from '@breakwater/core/webhooks';

/** A header as some runtime hands it over. */
export type HeaderValue = string | readonly string[] | undefined;

/** One request with what it is judged by. */
export interface Attempt {
  readonly url: string;
  readonly headers: Readonly<Record<string, HeaderValue>>;
  /** Whether the headers come as a `Headers`, where they can: it joins and trims, and takes no other characters. */
  readonly isWeb: boolean;
  readonly body: Uint8Array;
  readonly secrets: readonly string[];
  /** In milliseconds since the epoch. */
  readonly now: number;
}

/** All values of a header, whatever the case of its name. */
export function valuesOf({ headers }: Attempt, name: string): readonly string[] {
  return Object.entries(headers).flatMap(([key, value]) =>
    key.toLowerCase() === name && value !== undefined ? value : [],
  );
}

/** A header as Node joins it, which is what verifiers are given. */
export function headerOf(attempt: Attempt, name: string): string | undefined {
  const values = valuesOf(attempt, name);
  return values.length === 0 ? undefined : values.join(', ');
}

function toWebHeaders(attempt: Attempt): Headers | undefined {
  try {
    const headers = new Headers();
    for (const [name, value] of Object.entries(attempt.headers)) {
      for (const item of typeof value === 'string' ? [value] : (value ?? [])) headers.append(name, item);
    }
    return headers;
  } catch {
    return undefined; // characters that no `Headers` takes
  }
}

/** The request as ours is given it. */
export function toRequest(attempt: Attempt): RawRequest {
  const headers: RawHeaders = (attempt.isWeb ? toWebHeaders(attempt) : undefined) ?? attempt.headers;
  return { method: 'POST', url: attempt.url, headers, body: attempt.body };
}

/** An attempt as a person can read it, and paste it into a test. */
export function describeAttempt({ body, ...others }: Attempt): string {
  return JSON.stringify({ ...others, bodyHex: Buffer.from(body).toString('hex') }, undefined, 2);
}
