import { createScript, type Script } from '../run-script.js';
import { prelude } from './prelude.js';

/** One delivery. `ARGV`: time, tenant, source, id. Replies with the fields of the row, and its headers and body if it has them. */
export const findScript: Script = /* @__PURE__ */ createScript(`${prelude}
local row = find(ARGV[2], ARGV[3], ARGV[4])
if not row then return {} end
local content = redis.call('HMGET', key('content:' .. row), 'headers', 'body')
local fields = redis.call('HGETALL', key('row:' .. row))
if not content[2] then return { fields } end
return { fields, content[1], content[2] }
`);

/**
 * A part of a list. `ARGV`: time, index, number after which to begin, rows to look at, rows wanted, and pairs of a field and
 * the value that it must have. Replies with the number of the row looked at last, or nothing at the end; and number and
 * fields of each row that was found.
 */
export const listScript: Script = /* @__PURE__ */ createScript(`${prelude}
local scan, wanted = tonumber(ARGV[4]), tonumber(ARGV[5])
local rows = redis.call('ZRANGEBYSCORE', key(ARGV[2]), '(' .. ARGV[3], '+inf', 'LIMIT', 0, scan)
local names = {}
for at = 6, #ARGV, 2 do names[#names + 1] = ARGV[at] end

local function matches(row)
  if #names == 0 then return true end
  local values = redis.call('HMGET', key('row:' .. row), unpack(names))
  for index = 1, #names do
    if values[index] ~= ARGV[5 + index * 2] then return false end
  end
  return true
end

local found = {}
for index, row in ipairs(rows) do
  if matches(row) then
    found[#found + 1] = row
    found[#found + 1] = redis.call('HGETALL', key('row:' .. row))
  end
  if #found >= wanted * 2 or index == scan then return { row, found } end
end
return { '', found }
`);
