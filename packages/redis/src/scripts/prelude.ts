/**
 * What every script begins with. `KEYS[1]` is the prefix in braces and no key itself: all keys are made of it here, so
 * that a cluster has them in one place, and a prefix that the client adds applies to all. `ARGV[1]` is the time in
 * milliseconds, or empty for that of the server.
 *
 * - `ids` hash: identity of a delivery, as JSON, to the name of its row
 * - `sequence` the number of the last row. A row is named by its number with leading zeros, so that where scores are
 *   the same, sorted sets have them in the order of arrival
 * - `row:<row>` hash: all but the content, small values only, which Redis packs tightly; texts are JSON, because that holds
 *   whatever a string can, and is compared byte by byte
 * - `content:<row>` hash: headers and body, until they are erased
 * - `replays:<row>` list: audit trail
 * - `arrivals`, `open`, `dead` sorted sets by number: all, those that have not ended, dead letters
 * - `due:<source>` sorted sets by the time when they are due or their lease ends: those that have not ended
 * - `sources` sorted set of all sources that there have been
 * - `full:done`, `full:dead` sorted sets by the time when they ended: those with content
 * - `kept` sorted set by the time until which they are remembered: those that are done and without content
 */
export const prelude = `
local function key(name) return KEYS[1] .. ':' .. name end

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Numbers in replies lose their fractions, and concatenated ones all digits after the 14th.
local function text(number) return string.format('%.17g', number) end

local function find(tenant, source, id)
  return redis.call('HGET', key('ids'), '[' .. tenant .. ',' .. source .. ',' .. id .. ']')
end

local function unschedule(row, source)
  redis.call('ZREM', key('due:' .. source), row)
end

-- Removes first: a server whose memory is full refuses a script at its first command that takes memory, unless it has
-- written before. What is stored can so be worked off, and room be made.
local function schedule(row, source, at)
  unschedule(row, source)
  redis.call('ZADD', key('due:' .. source), at, row)
end
`;
