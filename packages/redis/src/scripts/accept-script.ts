import { createScript, type Script } from '../run-script.js';
import { prelude } from './prelude.js';

/**
 * Stores deliveries, each once. `ARGV`: time, channel, number of deliveries, and ten values for each of them. Replies with
 * two values for each: `stored`, or the state in which it was; and the milliseconds until it is due.
 */
export const acceptScript: Script = /* @__PURE__ */ createScript(`${prelude}
local reply = {}
local stored = 0
local sources = {}

for index = 0, tonumber(ARGV[3]) - 1 do
  local at = 3 + index * 10
  local tenant, source, id = ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local row = find(tenant, source, id)
  if row then
    local held = redis.call('HMGET', key('row:' .. row), 'state', 'next')
    reply[#reply + 1] = held[1]
    reply[#reply + 1] = text(math.max(0, (tonumber(held[2]) or now) - now))
  else
    row = string.format('%016d', redis.call('INCR', key('sequence')))
    redis.call('HSET', key('ids'), '[' .. tenant .. ',' .. source .. ',' .. id .. ']', row)
    redis.call('HSET', key('row:' .. row), 'tenant', tenant, 'source', source, 'id', id, 'origin', ARGV[at + 4],
      'type', ARGV[at + 5], 'subject', ARGV[at + 6], 'occurred', ARGV[at + 7], 'received', ARGV[at + 8],
      'state', 'pending', 'attempts', 0, 'fence', 0, 'next', now, 'updated', now)
    redis.call('HSET', key('content:' .. row), 'headers', ARGV[at + 9], 'body', ARGV[at + 10])
    redis.call('ZADD', key('arrivals'), row, row)
    redis.call('ZADD', key('open'), row, row)
    redis.call('ZADD', key('due:' .. source), now, row)
    sources[source] = true
    stored = stored + 1
    reply[#reply + 1] = 'stored'
    reply[#reply + 1] = '0'
  end
end

for source in pairs(sources) do redis.call('ZADD', key('sources'), 0, source) end
if stored > 0 then redis.call('PUBLISH', ARGV[2], stored) end
return reply
`);
