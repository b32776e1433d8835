<?php
// A webhook of a shop: it ships, by a line in the file $SHIPPED, what a signed event says is paid. php -S HOST:PORT shop.php

declare(strict_types=1);

const TOLERANCE = 300; // seconds, as in Stripe's own libraries

function is_genuine(string $body, string $signature, string $secret): bool
{
    preg_match('/(?:^|,)t=(\d+)/', $signature, $time);
    preg_match_all('/(?:^|,)v1=([0-9a-f]+)/', $signature, $given);
    $at = $time[1] ?? '0';
    $right = hash_hmac('sha256', "$at.$body", $secret);
    $matches = array_filter($given[1], fn (string $one): bool => hash_equals($right, $one));
    return $matches !== [] && abs(time() - (int) $at) <= TOLERANCE;
}

$body = file_get_contents('php://input');
if (!is_genuine($body, $_SERVER['HTTP_STRIPE_SIGNATURE'] ?? '', getenv('WEBHOOK_SECRET'))) {
    http_response_code(400);
    return;
}
$event = json_decode($body, true);
$line = $event['id'] . ' ' . ($event['data']['object']['metadata']['order'] ?? '') . "\n";
if ($event['type'] === 'payment_intent.succeeded' && !in_array($line, file(getenv('SHIPPED')), true)) {
    file_put_contents(getenv('SHIPPED'), $line, FILE_APPEND); // Stripe promises "at least once"
}
