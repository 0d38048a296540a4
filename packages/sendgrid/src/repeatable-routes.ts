import type { OutgoingRequest } from '@breakwater/core';

/** POST routes that change nothing: those that look something up, and a new batch id, which is nothing until a mail has it. */
const READS =
  /^\/v3\/(?:mail\/batch|marketing\/contacts\/(?:batch|search(?:\/emails)?)|asm\/groups\/\d+\/suppressions\/search)$/;

/**
 * POST routes that come to the same when they are repeated: suppressions are sets, and a batch has one status, so that setting
 * it once more is refused and not applied twice.
 */
const HARMLESS_POSTS = /^\/v3\/(?:user\/scheduled_sends|asm\/suppressions\/global|asm\/groups\/\d+\/suppressions)$/;

/** PATCH routes that set a state whatever it was. */
const HARMLESS_PATCHES = /^\/v3\/user\/scheduled_sends\/[^/]+$/;

/** Whether a request changes nothing although it is a POST. */
export function isRead({ method, url }: OutgoingRequest): boolean {
  return method === 'POST' && READS.test(url.pathname);
}

/**
 * Whether repeating a POST or PATCH to SendGrid is harmless; any other method decides for itself. `POST /v3/mail/send` is
 * not: SendGrid knows no idempotency keys, and sends again what it is told again.
 */
export function isIdempotent({ method, url }: OutgoingRequest): boolean {
  if (method === 'POST') return HARMLESS_POSTS.test(url.pathname) || READS.test(url.pathname);
  return method === 'PATCH' && HARMLESS_PATCHES.test(url.pathname);
}
