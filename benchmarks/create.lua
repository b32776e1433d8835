-- Posts a body with an idempotency key of its own each time, as an SDK does.
-- Arguments: authorization, content type, the header that carries the key, body; `{key}` in a body stands for the key.
local number = 0
local prefix = tostring(os.time())
local header, before, after

function init(args)
  wrk.method = "POST"
  wrk.body = args[4]
  wrk.headers["Authorization"] = args[1]
  wrk.headers["Content-Type"] = args[2]
  header = args[3]
  before, after = string.match(args[4], "^(.*){key}(.*)$")
end

function request()
  number = number + 1
  local key = prefix .. "-" .. number
  if before then
    wrk.body = before .. key .. after
  else
    wrk.headers[header] = key
  end
  return wrk.format()
end

-- One line that a program reads: answers, seconds, answers that were no 2xx.
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %.6f %d\n", summary.requests, summary.duration / 1e6,
    e.connect + e.read + e.write + e.status + e.timeout))
end
