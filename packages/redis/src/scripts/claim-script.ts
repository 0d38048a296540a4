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

local function take(row, source)
  local name = key('row:' .. row)
  local held = redis.call('HMGET', name, 'attempts', 'fence')
  schedule(row, source, now + lease)
  redis.call('HSET', name, 'state', 'claimed', 'attempts', held[1] + 1, 'fence', held[2] + 1, 'next', now + lease,
    'updated', now)
  local content = redis.call('HMGET', key('content:' .. row), 'headers', 'body')
  claims[#claims + 1] = { redis.call('HGETALL', name), content[1] or '{}', content[2] or '' }
  taken[row] = true
end

local function due(source)
  return redis.call('ZRANGEBYSCORE', key('due:' .. source), '-inf', now, 'WITHSCORES', 'LIMIT', 0, limit)
end

if ARGV[5] == 'due' and wanted ~= '' then
  local rows = due(wanted)
  for at = 1, #rows, 2 do take(rows[at], wanted) end
elseif ARGV[5] == 'due' then
  local all = {}
  for _, source in ipairs(redis.call('ZRANGE', key('sources'), 0, -1)) do
    local rows = due(source)
    for at = 1, #rows, 2 do all[#all + 1] = { row = rows[at], source = source, at = tonumber(rows[at + 1]) } end
  end
  table.sort(all, function(one, other) return one.at < other.at or (one.at == other.at and one.row < other.row) end)
  for index = 1, math.min(limit, #all) do take(all[index].row, all[index].source) end
else
  for at = 6, #ARGV, 3 do
    if #claims >= limit then break end
    local row = (wanted == '' or wanted == ARGV[at + 1]) and find(ARGV[at], ARGV[at + 1], ARGV[at + 2])
    if row and not taken[row] then
      local held = redis.call('HMGET', key('row:' .. row), 'state', 'next')
      local isOpen = held[1] ~= 'done' and held[1] ~= 'dead'
      if isOpen and (held[1] == 'retry' or tonumber(held[2]) <= now) then take(row, ARGV[at + 1]) end
    end
  end
end

return claims
`);
