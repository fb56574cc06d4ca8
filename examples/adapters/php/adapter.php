<?php
// An adapter for a PHP client: `mobipace-mock verify-client -- php examples/adapters/php/adapter.php`.
// Put your own client in the place of Mobipace.php, and adapt the calls to it.
declare(strict_types=1);

use Mobipace\GatewayError;
use Mobipace\Settings;
use Mobipace\V2;
use Mobipace\V3;

ini_set('display_errors', 'stderr'); // standard output is the protocol's alone
ini_set('memory_limit', '1G'); // a batch of 45,000 messages, and its answers
set_error_handler(static fn (int $level, string $text, string $file, int $line) => throw new ErrorException($text, 0, $level, $file, $line));
require __DIR__ . '/Mobipace.php';

final class Adapter
{
    private ?V2 $v2 = null;
    private ?V3 $v3 = null;

    /** What came of a request; the reply without its number. */
    public function reply(array $request): array
    {
        return match ($request['op'] ?? null) {
            'hello' => [
                'ok' => true,
                'client' => ['name' => 'mobipace-php-example', 'version' => PHP_VERSION, 'language' => 'php'],
                'calls' => ['v2' => ['send', 'schedule', 'status', 'balance'], 'v3' => ['send', 'calculate', 'status', 'balance']],
                'features' => ['concurrency' => 1],
            ],
            'begin' => $this->begin($request),
            'call' => $this->call($request),
            'end', 'stop' => ['ok' => true],
            default => throw new RuntimeException('no such operation'),
        };
    }

    private function begin(array $context): array
    {
        $settings = new Settings(
            v2Url: $context['v2_url'],
            v3Url: $context['v3_url'],
            username: $context['username'],
            password: $context['password'],
            sender: $context['sender'],
            timeZone: $context['time_zone'] ?? 'UTC',
            timeoutMs: $context['timeout_ms'],
            ca: $context['ca'] ?? null,
        );
        [$this->v2, $this->v3] = [new V2($settings), new V3($settings)];
        return ['ok' => true];
    }

    private function call(array $request): array
    {
        $args = $request['args'];
        $options = array_diff_key($args, ['messages' => true]);
        try {
            $value = match ("$request[api] $request[call]") {
                'v2 send' => ['message_id' => $this->v2->send($args)],
                'v2 schedule' => ['message_id' => $this->v2->schedule($args)],
                'v2 status' => $this->v2->status($args['message_id']),
                'v2 balance' => ['balance' => $this->v2->balance()],
                'v3 send' => $this->v3->send($args['messages'], $options),
                'v3 calculate' => $this->v3->calculate($args['messages'], $options),
                'v3 status' => ['statuses' => $this->v3->status($args['references'])],
                'v3 balance' => $this->v3->balance(),
                default => null,
            };
        } catch (GatewayError $error) {
            return ['ok' => false, 'error' => [
                'class' => $error->kind,
                'code' => $error->gatewayCode,
                'native' => $error::class . ': ' . $error->getMessage(),
                'value' => $error->accepted,
            ]];
        }
        return $value === null ? ['unsupported' => true, 'reason' => "no call $request[api] $request[call]"] : ['ok' => true, 'value' => $value];
    }
}

function write(?int $number, array $reply): void
{
    fwrite(STDOUT, json_encode(['seq' => $number] + $reply, JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE) . "\n");
}

$adapter = new Adapter();
while (($line = fgets(STDIN)) !== false) {
    $request = json_decode($line, true);
    if (!is_array($request) || !is_int($request['seq'] ?? null)) {
        write(null, ['adapter_error' => 'the line is no request: ' . json_last_error_msg()]);
        continue;
    }
    try {
        write($request['seq'], $adapter->reply($request));
    } catch (Throwable $error) { // the client's own slip, not the gateway's answer
        write($request['seq'], ['adapter_error' => "$error"]);
    }
    if ($request['op'] === 'stop') {
        break;
    }
}
