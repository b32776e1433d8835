<?php
// A program that calls PayPal without its SDK, by the extension curl or by a stream. Not: a test.
$url = "https://api-m.sandbox.paypal.com/v2/checkout/orders";
if ($argv[1] === "curl") {
    $asking = curl_init($url);
    curl_setopt_array($asking, [CURLOPT_RETURNTRANSFER => true, CURLOPT_POST => true, CURLOPT_POSTFIELDS => "{}"]);
    if (isset($argv[2])) {
        curl_setopt($asking, CURLOPT_CAINFO, $argv[2]); // as stripe-php does with the file that it brings
    }
    $answer = curl_exec($asking);
    if ($answer === false) {
        fwrite(STDERR, curl_error($asking));
        exit(1);
    }
} else {
    $answer = file_get_contents($url, false, stream_context_create(["http" => ["method" => "POST", "content" => "{}"]]));
}
echo json_decode($answer)->id, "\n";
