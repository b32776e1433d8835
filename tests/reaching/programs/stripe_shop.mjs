// The same as an ES module. Not: a test.
import Stripe from "stripe";

const stripe = new Stripe(process.argv[2], { maxNetworkRetries: 0 });
console.log((await stripe.customers.create({ email: "a@example.com" })).id);
console.log((await stripe.customers.create({ email: "b@example.com" })).id);
