import { createScript, type Script } from '../run-script.js';
import { prelude } from './prelude.js';

/**
 * Makes a delivery due again, and keeps who wanted it. `ARGV`: time, tenant, source, id, token of the call, channel, whether
 * by force, actor, reason. Replies with the outcome.
 */
export const replayScript: Script = /* @__PURE__ */ createScript(`${prelude}
local source, token = ARGV[3], ARGV[5]
local row = find(ARGV[2], source, ARGV[4])
if not row then return 'not_found' end
local name = key('row:' .. row)
local held = redis.call('HMGET', name, 'state', 'next', 'attempts', 'by')
local state = held[1]
if held[4] == token then return 'replayed' end
if state == 'claimed' and tonumber(held[2]) > now then return 'claimed' end
if state == 'done' and ARGV[7] ~= 'force' then return 'done' end
if redis.call('EXISTS', key('content:' .. row)) == 0 then return 'erased' end

redis.call('ZREM', key('full:done'), row)
redis.call('ZREM', key('full:dead'), row)
redis.call('ZREM', key('dead'), row)
local record = '{"at":' .. text(now) .. ',"actor":' .. ARGV[8] .. ',"reason":' .. ARGV[9] ..
  ',"forced":' .. tostring(state == 'done') .. ',"from":"' .. state .. '","attempts":' .. held[3] .. '}'
redis.call('RPUSH', key('replays:' .. row), record)
redis.call('HDEL', name, 'result', 'keep')
redis.call('HSET', name, 'state', 'pending', 'attempts', 0, 'next', now, 'updated', now, 'replay', record, 'by', token)
redis.call('ZADD', key('open'), row, row)
schedule(row, source, now)
redis.call('PUBLISH', ARGV[6], 1)
return 'replayed'
`);

/** The audit trail of a delivery. `ARGV`: time, tenant, source, id. */
export const replaysScript: Script = /* @__PURE__ */ createScript(`${prelude}
local row = find(ARGV[2], ARGV[3], ARGV[4])
return row and redis.call('LRANGE', key('replays:' .. row), 0, -1) or {}
`);
