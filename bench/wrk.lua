-- Sends prepared requests one after another, repeatedly. bench/wrk.ts wrote them, each after a line with its length.
local shots, turn = {}, 0

function init()
  local file = io.open(os.getenv("BENCH_SHOTS"), "rb")
  while true do
    local length = file:read("*l")
    if not length then break end
    shots[#shots + 1] = file:read(tonumber(length))
  end
  file:close()
  turn = tonumber(os.getenv("BENCH_TURN")) or 0
end

function request()
  turn = turn + 1
  return shots[turn % #shots + 1]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "seconds": %f, "bytes": %d, "p50": %f, "p99": %f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
