// The same as an ES module. Not: a test.
import { SquareClient, SquareEnvironment } from "square";

for (const environment of [SquareEnvironment.Sandbox, SquareEnvironment.Production]) {
  const client = new SquareClient({ token: process.argv[2], environment });
  console.log((await client.payments.get({ paymentId: "X1" })).payment.id);
}
