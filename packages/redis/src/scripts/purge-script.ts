import { createScript, type Script } from '../run-script.js';
import { prelude } from './prelude.js';

/**
 * Erases contents and forgets records, a bounded number at a time. `ARGV`: time, index (`kept`, `full:done`, `full:dead`),
 * age, place in the index at which to begin, rows to look at, and pairs of a field and the value that it must have. Replies
 * with the place at which to go on, or -1 at the end; and how many were removed and erased.
 */
export const purgeScript: Script = /* @__PURE__ */ createScript(`${prelude}
local index, place, scan = ARGV[2], tonumber(ARGV[4]), tonumber(ARGV[5])
local cutoff = now - tonumber(ARGV[3])
local bound = index == 'kept' and now or cutoff
local removed, erased = 0, 0

local function matches(values)
  for at = 6, #ARGV, 2 do
    if values[ARGV[at]] ~= ARGV[at + 1] then return false end
  end
  return true
end

local function forget(row, values)
  redis.call('HDEL', key('ids'), '[' .. values.tenant .. ',' .. values.source .. ',' .. values.id .. ']')
  redis.call('ZREM', key('arrivals'), row)
  redis.call('ZREM', key('dead'), row)
  redis.call('UNLINK', key('row:' .. row), key('content:' .. row), key('replays:' .. row))
end

local entries = redis.call('ZRANGE', key(index), place, place + scan - 1, 'WITHSCORES')
for at = 1, #entries, 2 do
  if tonumber(entries[at + 1]) > bound then return { -1, removed, erased } end
  local row = entries[at]
  local read = redis.call('HMGET', key('row:' .. row), 'tenant', 'source', 'id', 'updated', 'keep')
  local values = { tenant = read[1], source = read[2], id = read[3] }
  if tonumber(read[4]) > cutoff or not matches(values) then
    place = place + 1
  else
    redis.call('ZREM', key(index), row)
    local keep = tonumber(read[5]) or 0
    if keep <= now then
      forget(row, values)
      removed = removed + 1
    else
      redis.call('UNLINK', key('content:' .. row))
      redis.call('ZADD', key('kept'), keep, row)
      erased = erased + 1
    end
  end
end
return { #entries < scan * 2 and -1 or place, removed, erased }
`);
