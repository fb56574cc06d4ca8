<?php
// Sends one message over v3 and one over v2, with PHP 8 and its curl extension.   php send.php RECIPIENT TEXT
// The gateway is that of the environment: set -a; . examples/gateways/local.env; set +a
declare(strict_types=1);

const TIMEOUT = 60; // seconds; the gateway's own limit for an answer

function exchange(string $url, ?string $body = null): string
{
    $curl = curl_init($url);
    curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_FAILONERROR => true, CURLOPT_TIMEOUT => TIMEOUT]);
    if ($body !== null) {
        curl_setopt_array($curl, [CURLOPT_POSTFIELDS => $body, CURLOPT_HTTPHEADER => ['Content-Type: application/json']]);
    }
    $answer = curl_exec($curl);
    return $answer === false ? throw new RuntimeException(curl_error($curl)) : $answer;
}

function v3(string $method, array $document): array
{
    $body = json_encode($document, JSON_THROW_ON_ERROR);
    $answer = json_decode(exchange(getenv('MOBIPACE_V3_URL') . "/$method", $body), true, 512, JSON_THROW_ON_ERROR);
    if ($answer['StatusCode'] !== 101) {
        throw new RuntimeException("$method: {$answer['StatusCode']} {$answer['Status']}");
    }
    return $answer;
}

function v2(string $function, array $parameters = []): string
{
    $query = ['function' => $function, 'username' => getenv('MOBIPACE_USERNAME'), 'password' => getenv('MOBIPACE_PASSWORD')];
    return exchange(getenv('MOBIPACE_V2_URL') . '?' . http_build_query($query + $parameters));
}

[, $recipient, $text] = $argv + [1 => '37499123456', 2 => 'Hello'];
$sender = getenv('MOBIPACE_SENDER');
$login = v3('authorize', ['Username' => getenv('MOBIPACE_USERNAME'), 'Password' => getenv('MOBIPACE_PASSWORD')]);
$session = ['SessionId' => $login['SessionId']];
$reference = bin2hex(random_bytes(16));
$message = ['Recipient' => $recipient, 'Body' => $text, 'Reference' => $reference];
$sent = v3('Send', $session + ['Sender' => $sender, 'Messages' => [$message]]);
printf("v3 Send: %d %s, %.2f\n", $sent['StatusCode'], $sent['Status'], $sent['TotalPrice']);
$statuses = v3('QueryMessages', $session + ['References' => [$reference]])['MessageStatuses'];
printf("v3 QueryMessages: %s\n", $statuses[0]['Status']);
printf("v2 send: %s\n", v2('send', ['sender' => $sender, 'recipient' => $recipient, 'body' => $text]));
printf("v2 querybalance: %s\n", v2('querybalance'));
