import { createScript, type Script } from '../run-script.js';
import { prelude } from './prelude.js';

/**
 * Who still holds a claim. A client that sends a command once more, because its connection broke before the answer, comes
 * with the same token, and is told that it is done: or the effect of a delivery would be taken for lost that is recorded.
 */
const holding = `${prelude}
-- The row if there is something to do, and the reply.
local function hold(tenant, source, id, fence, token)
  local row = find(tenant, source, id)
  if not row then return nil, 0 end
  local held = redis.call('HMGET', key('row:' .. row), 'state', 'fence', 'by')
  if held[2] ~= fence then return nil, 0 end
  if held[3] == token then return nil, 1 end
  if held[1] ~= 'claimed' then return nil, 0 end
  return row, 1
end

local function finish(row, source, state)
  unschedule(row, source)
  redis.call('ZREM', key('open'), row)
  redis.call('HDEL', key('row:' .. row), 'next', 'error')
  redis.call('ZADD', key('full:' .. state), now, row)
end
`;

/**
 * Records deliveries as done, each if its claim still holds it. `ARGV`: time, and for each tenant, source, id, fence, token,
 * result, and for how long to remember it. Replies with 1, or with 0 when the claim is lost, for each.
 */
export const completeScript: Script = /* @__PURE__ */ createScript(`${holding}
local reply = {}
for at = 2, #ARGV, 7 do
  local source, token = ARGV[at + 1], ARGV[at + 4]
  local row, held = hold(ARGV[at], source, ARGV[at + 2], ARGV[at + 3], token)
  if row then
    finish(row, source, 'done')
    redis.call('HSET', key('row:' .. row), 'state', 'done', 'updated', now, 'by', token, 'result', ARGV[at + 5],
      'keep', now + ARGV[at + 6])
  end
  reply[#reply + 1] = held
end
return reply
`);

/**
 * What else the holder of a claim does with it. `ARGV`: time, tenant, source, id, fence, token of the call, act, and two values
 * for the act. Replies with 1, or with 0 when the claim is lost.
 */
export const settleScript: Script = /* @__PURE__ */ createScript(`${holding}
local source, token, act = ARGV[3], ARGV[6], ARGV[7]
local row, held = hold(ARGV[2], source, ARGV[4], ARGV[5], token)
if not row then return held end
local name = key('row:' .. row)

if act == 'extend' then
  schedule(row, source, now + ARGV[8])
  redis.call('HSET', name, 'next', now + ARGV[8])
elseif act == 'fail' then
  schedule(row, source, now + ARGV[9])
  redis.call('HSET', name, 'state', 'retry', 'error', ARGV[8], 'next', now + ARGV[9], 'updated', now, 'by', token)
elseif act == 'bury' then
  finish(row, source, 'dead')
  redis.call('HSET', name, 'state', 'dead', 'updated', now, 'by', token, 'error', ARGV[8])
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
