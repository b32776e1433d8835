-- Reads one object again and again. Argument: authorization.
function init(args)
  wrk.headers["Authorization"] = args[1]
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %.6f %d\n", summary.requests, summary.duration / 1e6,
    e.connect + e.read + e.write + e.status + e.timeout))
end
