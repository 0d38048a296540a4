import type { SendGridClient } from '../sendgrid-client.js';
import { asRecord, createAnswerError, request } from './api-request.js';

/**
 * What the key may do: any key may ask that of itself, and the answer holds no data of the account.
 *
 * @throws IntegrationError `UNAVAILABLE` for an answer without `scopes`
 */
export async function readScopes(client: SendGridClient): Promise<void> {
  const answer = await request(client, 'GET', '/v3/scopes');
  if (!Array.isArray(asRecord(answer.body)?.['scopes'])) throw createAnswerError(answer, 'check', '`scopes`');
}
