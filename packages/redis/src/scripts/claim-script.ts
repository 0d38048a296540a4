import { createScript, type Script } from '../run-script.js';
import { prelude } from './prelude.js';

/**
 * Takes deliveries. `ARGV`: time, lease, limit, source or empty for any, `due` or `named`, and for the latter three values
 * for each key. Replies with a list of fields of the row, headers and body for each that was taken.
 */
export const claimScript: Script = /* @__PURE__ */ createScript(`${prelude}
local lease, limit, wanted = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local claims = {}
local taken = {}

local function take(row)
  local name = key('row:' .. row)
  local source = redis.call('HGET', name, 'source')
  schedule(row, source, now + lease)
  redis.call('HINCRBY', name, 'attempts', 1)
  redis.call('HINCRBY', name, 'fence', 1)
  redis.call('HSET', name, 'state', 'claimed', 'next', now + lease, 'updated', now)
  local content = redis.call('HMGET', key('content:' .. row), 'headers', 'body')
  claims[#claims + 1] = { redis.call('HGETALL', name), content[1] or '{}', content[2] or '' }
  taken[row] = true
end

if ARGV[5] == 'due' then
  local due = wanted == '' and key('due') or key('due:' .. wanted)
  for _, row in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, limit)) do take(row) end
else
  for at = 6, #ARGV, 3 do
    if #claims >= limit then break end
    local row = (wanted == '' or wanted == ARGV[at + 1]) and find(ARGV[at], ARGV[at + 1], ARGV[at + 2])
    if row and not taken[row] then
      local held = redis.call('HMGET', key('row:' .. row), 'state', 'next')
      local isOpen = held[1] ~= 'done' and held[1] ~= 'dead'
      if isOpen and (held[1] == 'retry' or tonumber(held[2]) <= now) then take(row) end
    end
  end
end

return claims
`);
