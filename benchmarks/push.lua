-- Posts the same body again and again, as fast as it goes. Argument: body.
function init(args)
  wrk.method = "POST"
  wrk.body = args[1]
  wrk.headers["Content-Type"] = "application/json; charset=utf-8"
  wrk.headers["Stripe-Signature"] = "t=1,v1=" .. string.rep("0", 64)
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %.6f %d\n", summary.requests, summary.duration / 1e6,
    e.connect + e.read + e.write + e.status + e.timeout))
end
