# A program that calls PayPal without its SDK. Not: a test.
require "json"
require "net/http"

answer = Net::HTTP.post(URI("https://api-m.sandbox.paypal.com/v2/checkout/orders"), "{}")
puts JSON.parse(answer.body)["id"]
