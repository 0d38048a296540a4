import { createScript, type Script } from '../run-script.js';
import { prelude } from './prelude.js';

/**
 * What the holder of a claim does with it. `ARGV`: time, tenant, source, id, fence, token of the call, act, and two values
 * for the act. Replies with 1, or with 0 when the claim is lost.
 *
 * A client that sends a command once more, because its connection broke before the answer, comes with the same token, and
 * is told that it is done: or the effect of a delivery would be taken for lost that is recorded.
 */
export const settleScript: Script = /* @__PURE__ */ createScript(`${prelude}
local source, fence, token, act = ARGV[3], ARGV[5], ARGV[6], ARGV[7]
local row = find(ARGV[2], source, ARGV[4])
if not row then return 0 end
local name = key('row:' .. row)
local held = redis.call('HMGET', name, 'state', 'fence', 'by')
if held[2] ~= fence then return 0 end
if held[3] == token then return 1 end
if held[1] ~= 'claimed' then return 0 end

local function finish(state)
  unschedule(row, source)
  redis.call('ZREM', key('open'), row)
  redis.call('HDEL', name, 'next')
  redis.call('HSET', name, 'state', state, 'updated', now, 'by', token)
  redis.call('ZADD', key('full:' .. state), now, row)
end

if act == 'extend' then
  schedule(row, source, now + ARGV[8])
  redis.call('HSET', name, 'next', now + ARGV[8])
elseif act == 'complete' then
  finish('done')
  redis.call('HDEL', name, 'error')
  redis.call('HSET', name, 'result', ARGV[8], 'keep', now + ARGV[9])
elseif act == 'fail' then
  schedule(row, source, now + ARGV[9])
  redis.call('HSET', name, 'state', 'retry', 'error', ARGV[8], 'next', now + ARGV[9], 'updated', now, 'by', token)
elseif act == 'bury' then
  finish('dead')
  redis.call('HSET', name, 'error', ARGV[8])
  redis.call('ZADD', key('dead'), row, row)
else
  local state = redis.call('HEXISTS', name, 'error') == 1 and 'retry' or 'pending'
  schedule(row, source, now)
  redis.call('HINCRBY', name, 'attempts', -1)
  redis.call('HSET', name, 'state', state, 'next', now, 'updated', now, 'by', token)
  redis.call('PUBLISH', ARGV[8], 1)
end
return 1
`);
