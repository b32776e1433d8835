-- Posts a form with an idempotency key of its own each time, as an SDK does.
-- Arguments: authorization, body.
local number = 0
local prefix = tostring(os.time())

function init(args)
  wrk.method = "POST"
  wrk.body = args[2]
  wrk.headers["Authorization"] = args[1]
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end

function request()
  number = number + 1
  wrk.headers["Idempotency-Key"] = prefix .. "-" .. number
  return wrk.format()
end

-- One line that a program reads: answers, seconds, answers that were no 2xx.
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %.6f %d\n", summary.requests, summary.duration / 1e6,
    e.connect + e.read + e.write + e.status + e.timeout))
end
