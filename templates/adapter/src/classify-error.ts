import { type AnsweredResponse, type Classification, classifyResponse } from '@breakwater/core';
import { readError } from './acme-client.js';
import { AcmeError } from './acme-error.js';

/** Acme's own codes that say more than the status. Source: https://docs.acme.example/errors */
const BY_CODE: Readonly<Record<string, Pick<Classification, 'code' | 'outcome'>>> = {
  out_of_stock: { code: 'DECLINED', outcome: 'not_applied' },
  maintenance: { code: 'UNAVAILABLE', outcome: 'not_applied' },
};

/** What an answer of Acme's means, beyond what its status tells. Decided by codes, never by the text of the message. */
export function classifyAnswer(response: AnsweredResponse): Partial<Classification> | undefined {
  if (response.status < 400) return undefined;
  const { code, message } = readError(response.text());
  return {
    ...(code !== undefined && { ...BY_CODE[code], vendorCode: code }),
    ...(message !== undefined && { message }),
  };
}

/** What an error of the client means; undefined for any other error. */
export function classifyError(error: unknown): Classification | undefined {
  if (!(error instanceof AcmeError)) return undefined;
  const answer = { status: error.status, headers: new Headers(), text: () => '' };
  const standard = classifyResponse(answer, 0) ?? { code: 'UNKNOWN', status: error.status };
  return {
    ...standard,
    ...(error.code !== undefined && { ...BY_CODE[error.code], vendorCode: error.code }),
    ...(error.requestId !== undefined && { requestId: error.requestId }),
    message: error.message,
  };
}
