import { type IntegrationError, isIntegrationError } from '@breakwater/core';
import type { Traffic } from './hosts/algolia-hosts.js';
import { HOST_PASS, type HostedRequestInit } from './hosts/host-fetch.js';
import type { HostRing } from './hosts/host-ring.js';

/** The part of the SDK's request that is used. Its timeouts are not: time is the policy's. */
interface SdkRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data?: string | Uint8Array | undefined;
}

/** An answer in the SDK's form. */
export interface SdkResponse {
  readonly status: number;
  readonly content: string;
  readonly headers: Record<string, string>;
  readonly isTimedOut: boolean;
  /**
   * Our error, where there is no answer. The SDK's `RetryError` keeps it: its own text blames the application id, whatever
   * happened, so look at `error.stackTrace.at(-1).response.failure`.
   */
  readonly failure?: IntegrationError | undefined;
}

/** What {@link createPolicyRequester} needs. */
export interface PolicyRequesterParts {
  readonly transport: typeof globalThis.fetch;
  /** The ring of the application whose host this is; undefined for what no ring knows. */
  readonly findRing: (url: URL, applicationId: string | undefined) => { ring: HostRing; traffic: Traffic } | undefined;
}

/**
 * What the SDK sends its requests with: each one runs under the policy. It is one of the SDK's own seams, so that nothing
 * of the SDK is patched. An abort is thrown as it is, which the SDK hands on.
 */
export function createPolicyRequester({ transport, findRing }: PolicyRequesterParts): {
  send(request: SdkRequest): Promise<SdkResponse>;
} {
  return {
    async send({ method, url: address, headers, data }) {
      const url = new URL(address);
      const found = findRing(url, headers['x-algolia-application-id']);
      const init: HostedRequestInit = {
        method,
        headers: { ...headers },
        body: data === undefined ? null : (data as BodyInit),
        ...(found !== undefined && { [HOST_PASS]: { ...found, tried: new Set<string>() } }),
      };
      try {
        const response = await transport(url, init);
        return {
          status: response.status,
          content: await response.text(),
          headers: Object.fromEntries(response.headers),
          isTimedOut: false,
        };
      } catch (error) {
        if (!isIntegrationError(error)) throw error;
        return { status: 0, content: error.message, headers: {}, isTimedOut: error.code === 'TIMEOUT', failure: error };
      }
    },
  };
}
