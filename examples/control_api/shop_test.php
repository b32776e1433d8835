<?php
// The shop of shop.php, tried out in Assay's sandbox: php shop_test.php. Needs PHP's curl extension.

declare(strict_types=1);

$sandbox = proc_open(['assay', 'sandbox', '--json'], [1 => ['pipe', 'w']], $sandbox_pipes);
$control = json_decode(fgets($sandbox_pipes[1]))->control;
register_shutdown_function(fn () => proc_terminate($sandbox));

function http(string $method, string $url, string $key, string $type, ?string $body = null): mixed
{
    $call = curl_init($url);
    curl_setopt($call, CURLOPT_CUSTOMREQUEST, $method);
    curl_setopt($call, CURLOPT_HTTPHEADER, ["Authorization: Bearer $key", "Content-Type: $type"]);
    curl_setopt($call, CURLOPT_RETURNTRANSFER, true);
    if ($body !== null) {
        curl_setopt($call, CURLOPT_POSTFIELDS, $body);
    }
    $told = json_decode((string) curl_exec($call)); // as objects: an empty array would come back as [], and not as {}
    return $told ?? throw new Exception("$method $url: " . curl_error($call));
}

function ask(string $method, string $path, ?array $body = null): mixed
{
    global $control;
    $json = $body === null ? null : json_encode($body);
    $told = http($method, $control->base_url . $path, $control->token, 'application/json', $json);
    return isset($told->error) ? throw new Exception($told->error) : $told;
}

function check(bool $is_so, string $what): void
{
    echo $is_so ? 'ok' : 'not ok', " - $what\n";
    $is_so || exit(1);
}

$secret = 'whsec_' . bin2hex(random_bytes(16));
$shipped = tempnam(sys_get_temp_dir(), 'shipped');
$command = [PHP_BINARY, '-S', '127.0.0.1:' . ($port = free_port()), __DIR__ . '/shop.php'];
$env = ['WEBHOOK_SECRET' => $secret, 'SHIPPED' => $shipped];
$shop = proc_open($command, [2 => ['pipe', 'w']], $shop_pipes, null, $env);
fgets($shop_pipes[2]); // it says that it listens
register_shutdown_function(fn () => proc_terminate($shop) && unlink($shipped));

function free_port(): int
{
    $listening = stream_socket_server('tcp://127.0.0.1:0');
    return (int) substr(strrchr(stream_socket_get_name($listening, false), ':'), 1);
}

$made = ask('POST', '/worlds');
$world = "/worlds/$made->id";
$stripe = $made->providers->stripe;
ask('POST', "$world/stripe/test/endpoints", ['url' => "http://127.0.0.1:$port/webhook", 'secret' => $secret]);
ask('PUT', "$world/news", ['mode' => 'hold']);

function pay(string $order): object
{
    global $stripe;
    $form = http_build_query([
        'amount' => 1999, 'currency' => 'eur', 'payment_method' => 'pm_card_visa', 'confirm' => 'true',
        'automatic_payment_methods' => ['enabled' => 'true', 'allow_redirects' => 'never'],
        'metadata' => ['order' => $order],
    ]);
    $type = 'application/x-www-form-urlencoded';
    return http('POST', "$stripe->base_url/v1/payment_intents", $stripe->test->secret_key, $type, $form);
}

$payment = pay('tea');
$events = ask('GET', "$world/stripe/test/events?object=$payment->id");

$schedule = array_map(fn (object $event): array => ['event' => $event->id, 'forgery' => 'random-signature'], $events);
$records = ask('POST', "$world/deliveries", ['schedule' => $schedule])->records;
check(array_unique(array_column($records, 'status')) === [400], 'forged webhooks are refused');
check(file($shipped) === [], 'and nothing is shipped');

$schedule = array_map(fn (object $event): array => ['event' => $event->id], $events);
$plan = ask('POST', '/behaviours/duplicate', ['schedule' => $schedule, 'options' => ['within' => 50]]);
$plan = ask('POST', '/behaviours/reorder', ['schedule' => $plan->schedule, 'seed' => 3]);
$records = ask('POST', "$world/deliveries", ['schedule' => $plan->schedule])->records;
check(count($records) === 2 * count($events), 'each event is delivered twice, in another order');
check(count(file($shipped)) === 1, 'and the order is shipped once');

$before = ask('POST', "$world/clock", ['advance' => 0])->now;
$after = ask('POST', "$world/clock", ['advance' => 3 * 86400])->now;
check((int) (($after - $before) / 86400) === 3, 'three days pass at once');

$fault = ask('POST', "$world/faults", ['operation' => 'payment_intents.create', 'status' => 500]);
check(isset(pay('coffee')->error), 'a call fails while a fault is set');
ask('DELETE', "$world/faults/$fault->id");
check(pay('coffee')->status === 'succeeded', 'and succeeds when it is healed');

$calls = ask('GET', "$world/calls");
check(array_column($calls, 'status') === [200, 500, 200], 'the journal has every call');
ask('DELETE', $world);
