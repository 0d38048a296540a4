import { createScript, type Script } from '../run-script.js';
import { prelude } from './prelude.js';

/*
 * Locks, and what is remembered under them.
 *
 * - `lock:<name>` hash: who holds it, by token, and until when
 * - `fences` how often a lock was taken; each gets the next number, so that a later holder has the higher one
 * - `value:<name>` what is remembered under the lock
 */

/** Milliseconds for which a lock stays that nobody releases, after its end: only so that nothing is left behind. */
const AFTERLIFE = 60_000;

/**
 * Takes a lock. `ARGV`: time, name, token, lease. Replies with the fence and what is remembered, or with 0 and the
 * milliseconds until the lease of the holder ends.
 */
export const acquireScript: Script = /* @__PURE__ */ createScript(`${prelude}
local lock, lease = key('lock:' .. ARGV[2]), tonumber(ARGV[4])
local held = redis.call('HMGET', lock, 'token', 'until')
if held[1] and held[1] ~= ARGV[3] and tonumber(held[2]) > now then return { 0, text(held[2] - now) } end
local fence = redis.call('INCR', key('fences'))
redis.call('HSET', lock, 'token', ARGV[3], 'until', now + lease)
redis.call('PEXPIRE', lock, math.ceil(lease) + ${AFTERLIFE})
return { fence, redis.call('GET', key('value:' .. ARGV[2])) or '' }
`);

/** Makes a lock last. `ARGV`: time, name, token, lease. Replies with 0 when somebody else has taken it. */
export const extendLockScript: Script = /* @__PURE__ */ createScript(`${prelude}
local lock, lease = key('lock:' .. ARGV[2]), tonumber(ARGV[4])
if redis.call('HGET', lock, 'token') ~= ARGV[3] then return 0 end
redis.call('HSET', lock, 'until', now + lease)
redis.call('PEXPIRE', lock, math.ceil(lease) + ${AFTERLIFE})
return 1
`);

/**
 * Lets go of a lock, and remembers a value if there is one. `ARGV`: time, name, token, and perhaps a value and for how long.
 * Replies with 0, and changes nothing, when somebody else has taken the lock.
 */
export const releaseScript: Script = /* @__PURE__ */ createScript(`${prelude}
local lock = key('lock:' .. ARGV[2])
if redis.call('HGET', lock, 'token') ~= ARGV[3] then return 0 end
redis.call('DEL', lock)
if ARGV[4] then redis.call('SET', key('value:' .. ARGV[2]), ARGV[4], 'PX', ARGV[5]) end
return 1
`);
