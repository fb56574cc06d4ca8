<?php
// A small client of the MOBIPACE gateway, v2 and v3, for PHP 8.1 or newer with the extensions curl and json.
declare(strict_types=1);

namespace Mobipace;

const LARGEST_BATCH = 20000; // v3 limitation 1
const SUCCESS = 101;
const SESSION_EXPIRED = 103;
const CLASSES = [
    100 => 'server_error', 102 => 'incorrect_request', 103 => 'session', 104 => 'busy', 200 => 'bad_credentials',
    201 => 'locked', 202 => 'blocked', 300 => 'out_of_balance', 301 => 'too_many_messages', 302 => 'currency',
    700 => 'incorrect_request', 701 => 'bad_credentials', 702 => 'out_of_balance', 703 => 'unknown_message',
    705 => 'bad_date', 708 => 'past_date', 709 => 'currency', 712 => 'server_error', 713 => 'server_error',
];
const V2_STATUSES = ['Pending', 'Sent', 'DeliveredToNetwork', 'TimeOut', 'OutOfBalance', 'Scheduled', 'DeliveryToGateway',
    'IncorrectRecipient', 'NotSent', 'Unknown'];

final class GatewayError extends \Exception
{
    /** What of a split batch had been accepted before a later part failed. */
    public ?array $accepted = null;

    public function __construct(
        public readonly string $kind,
        string $text,
        public readonly ?int $gatewayCode = null,
        public readonly bool $isLost = false, // whether a request went out whose answer did not come back whole
    ) {
        parent::__construct($text);
    }

    public static function ofCode(int $code, string $text): self
    {
        return new self(CLASSES[$code] ?? 'other', trim("$code $text"), $code);
    }

    public static function malformed(string $what): self
    {
        return new self('malformed_answer', "an answer that cannot be read: $what");
    }
}

final class Settings
{
    public function __construct(
        public readonly string $v2Url,
        public readonly string $v3Url,
        public readonly string $username,
        #[\SensitiveParameter] public readonly string $password,
        public readonly string $sender,
        public readonly string $timeZone = 'UTC',
        public readonly int $timeoutMs = 60000, // for one request, from connecting to the last byte
        public readonly ?string $ca = null,
    ) {
    }

    /** One request on a connection of its own: curl sends again by itself what it lost on a connection that was used before. */
    public function exchange(string $url, ?string $body = null): string
    {
        $curl = curl_init($url);
        curl_setopt_array($curl, [
            CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT_MS => $this->timeoutMs, CURLOPT_CONNECTTIMEOUT_MS => $this->timeoutMs,
            CURLOPT_FRESH_CONNECT => true, CURLOPT_FORBID_REUSE => true, CURLOPT_PROXY => '', CURLOPT_NOSIGNAL => true,
        ]);
        if ($body !== null) { // an empty Expect: curl would wait a second for "100 Continue" before a large body
            curl_setopt_array($curl, [CURLOPT_POSTFIELDS => $body, CURLOPT_HTTPHEADER => ['Content-Type: application/json', 'Expect:']]);
        }
        if ($this->ca !== null) {
            curl_setopt($curl, CURLOPT_CAINFO, $this->ca);
        }
        $answer = curl_exec($curl);
        $error = curl_errno($curl);
        $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
        if ($error !== 0) {
            $kind = match ($error) {
                CURLE_OPERATION_TIMEDOUT => 'timeout',
                CURLE_UNSUPPORTED_PROTOCOL, 8 => 'malformed_answer', // 8: CURLE_WEIRD_SERVER_REPLY
                default => 'transport',
            };
            throw new GatewayError($kind, curl_strerror($error) ?? "curl $error", null, $kind !== 'malformed_answer');
        }
        if ($status !== 200) {
            throw new GatewayError('server_error', "HTTP $status instead of an answer");
        }
        return (string) $answer;
    }
}

/** Reading what the gateway writes. */
final class Read
{
    /** json_decode makes doubles of numbers and loses digits of amounts, so numbers become strings first. */
    public static function json(string $text): array
    {
        $text = preg_replace('/^\xEF\xBB\xBF/', '', $text);
        $quoted = json_decode($text) === null ? null : preg_replace_callback(
            '/"(?:[^"\\\\]++|\\\\.)*+"|-?\d[\d.eE+-]*+/s',
            static fn (array $token): string => $token[0][0] === '"' ? $token[0] : "\"$token[0]\"",
            $text,
        );
        return self::object($quoted === null ? null : json_decode($quoted, true));
    }

    public static function object(mixed $value): array
    {
        if (!is_array($value) || ($value !== [] && array_is_list($value))) {
            throw GatewayError::malformed('no JSON object where one belongs');
        }
        $members = [];
        foreach ($value as $name => $each) { // the document's example prints " AvailableFund ", with blanks in the name
            $members[trim((string) $name)] = $each;
        }
        return array_merge($members, $value);
    }

    public static function amount(mixed $value, string $name): string
    {
        $form = '/^\s*(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,2}))?\s*$/';
        if (!is_string($value) || !preg_match($form, $value, $found)) {
            throw GatewayError::malformed("$name is no amount");
        }
        [$whole, $fraction, $exponent] = [$found[2], $found[3] ?? '', (int) ($found[4] ?? 0)];
        $point = strlen($whole) + $exponent;
        $digits = str_pad($whole . $fraction, max($point, 0), '0');
        $digits = str_repeat('0', max(0, 1 - $point)) . $digits;
        $at = max(1, $point);
        return $found[1] . substr($digits, 0, $at) . (strlen($digits) > $at ? '.' . substr($digits, $at) : '');
    }

    public static function whole(mixed $value, string $name): int
    {
        $text = self::amount($value, $name);
        if (!preg_match('/^-?\d{1,15}(\.0*)?$/', $text)) {
            throw GatewayError::malformed("$name is no whole number");
        }
        return (int) $text;
    }

    public static function receipt(array $answer): array
    {
        $average = isset($answer['AveragePrice']) ? ['average_price' => self::amount($answer['AveragePrice'], 'AveragePrice')] : [];
        return [
            'message_count' => self::whole($answer['MessageCount'] ?? null, 'MessageCount'),
            'part_count' => self::whole($answer['PartCount'] ?? null, 'PartCount'),
            'total_price' => self::amount($answer['TotalPrice'] ?? null, 'TotalPrice'),
        ] + $average;
    }

    /** One receipt for a batch of several requests; what one of them does not know is not known. */
    public static function together(array $receipts): array
    {
        if (count($receipts) === 1) {
            return $receipts[0];
        }
        $all = ['message_count' => array_sum(array_column($receipts, 'message_count'))];
        if (count(array_column($receipts, 'total_price')) === count($receipts)) {
            $all['part_count'] = array_sum(array_column($receipts, 'part_count'));
            $all['total_price'] = array_reduce(array_column($receipts, 'total_price'), self::sum(...), '0');
        }
        return $all + ['references' => array_merge(...array_column($receipts, 'references'))];
    }

    /** The exact sum of two prices, digit by digit. */
    private static function sum(string $one, string $other): string
    {
        [$parts, $more] = [explode('.', $one) + ['', ''], explode('.', $other) + ['', '']];
        $scale = max(strlen($parts[1]), strlen($more[1]));
        $width = max(strlen($parts[0]), strlen($more[0])) + $scale + 1;
        $first = str_pad($parts[0] . str_pad($parts[1], $scale, '0'), $width, '0', STR_PAD_LEFT);
        $second = str_pad($more[0] . str_pad($more[1], $scale, '0'), $width, '0', STR_PAD_LEFT);
        for ($at = $width - 1, $carry = 0, $digits = ''; $at >= 0; $at--) {
            $digit = (int) $first[$at] + (int) $second[$at] + $carry;
            [$digits, $carry] = [$digit % 10 . $digits, intdiv($digit, 10)];
        }
        $whole = ltrim(substr($digits, 0, $width - $scale), '0');
        return ($whole === '' ? '0' : $whole) . ($scale ? '.' . substr($digits, -$scale) : '');
    }
}

/** What the documents forbid a request to hold, and dates as they want them. */
final class Write
{
    public static function recipient(string $recipient): string
    {
        if (!preg_match('/^(?!00)\d{1,15}$/D', $recipient)) {
            throw new GatewayError('incorrect_request', "recipient $recipient: 1 to 15 digits are allowed, without + or 00");
        }
        return $recipient;
    }

    public static function batch(array $messages, array $options): void
    {
        $hours = $options['send_within_hours'] ?? 0;
        if ($messages === [] || $hours < 0 || $hours > 23) {
            throw new GatewayError('incorrect_request', 'give at least one message, and 0 to 23 hours');
        }
        foreach ($messages as ['recipient' => $recipient, 'body' => $body]) {
            self::recipient($recipient);
            $units = preg_match_all('/./su', $body) + preg_match_all('/[\x{10000}-\x{10FFFF}]/u', $body); // UTF-16
            if ($units < 1 || $units > 500) {
                throw new GatewayError('incorrect_request', "body: $units characters; 1 to 500 are allowed");
            }
        }
    }

    public static function utc(string $date): string
    {
        return self::date($date)->setTimezone(new \DateTimeZone('UTC'))->format('Y-m-d\TH:i:s');
    }

    /** The account's local time in whole minutes. An hour that a clock set back repeats can be named once only. */
    public static function local(string $date, string $zone): string
    {
        $moment = self::date($date)->setTimezone(new \DateTimeZone($zone));
        $wall = $moment->format('Y-m-d H:i');
        $before = static fn (int $minutes): string => $moment->setTimestamp($moment->getTimestamp() - 60 * $minutes)->format('Y-m-d H:i');
        if (in_array($wall, array_map($before, [30, 60, 120]), true) || $moment->format('s.u') !== '00.000000') {
            throw new GatewayError('bad_date', "$date cannot be said in local minutes");
        }
        return $wall;
    }

    private static function date(string $date): \DateTimeImmutable
    {
        try {
            return new \DateTimeImmutable($date);
        } catch (\Exception) {
            throw new GatewayError('bad_date', "$date is no date");
        }
    }
}

final class V2
{
    public function __construct(private readonly Settings $settings)
    {
    }

    public function send(array $message): string
    {
        return $this->ask('send', $this->message($message));
    }

    public function schedule(array $message): string
    {
        return $this->ask('schedule', $this->message($message) + ['sendingdate' => Write::utc($message['date'])]);
    }

    public function status(string|int $id): array
    {
        $code = Read::whole($this->ask('querymessage', ['messageref' => (string) $id]), 'status');
        return ['code' => $code, 'name' => V2_STATUSES[$code] ?? null];
    }

    public function balance(): string
    {
        return Read::amount($this->ask('querybalance', []), 'balance');
    }

    private function message(array $message): array
    {
        $push = isset($message['wap_push']) ? ['wap_push' => $message['wap_push'] ? 'true' : 'false'] : [];
        $sender = $message['sender'] ?? $this->settings->sender;
        return ['sender' => $sender, 'recipient' => Write::recipient($message['recipient']), 'body' => $message['body']] + $push;
    }

    private function ask(string $function, array $parameters): string
    {
        $login = ['function' => $function, 'username' => $this->settings->username, 'password' => $this->settings->password];
        $query = http_build_query($login + $parameters, '', '&', PHP_QUERY_RFC3986);
        $answer = $this->settings->exchange("{$this->settings->v2Url}?$query");
        $form = '/^\s*(?:\xEF\xBB\xBF)?(ID|Err?)\s*:\s*([^\s:]++)\s*+(?::(.*))?$/isD';
        if (preg_match($form, $answer, $found) && strtoupper($found[1]) === 'ID') {
            return $found[2];
        }
        if (!preg_match('/^\d{1,9}$/D', $found[2] ?? '')) {
            throw GatewayError::malformed('neither ID nor Err');
        }
        throw GatewayError::ofCode((int) $found[2], trim($found[3] ?? ''));
    }
}

final class V3
{
    private ?string $session = null;

    public function __construct(private readonly Settings $settings)
    {
    }

    public function send(array $messages, array $options = []): array
    {
        $members = $this->members($messages, $options);
        $named = array_map(static fn (array $each): array => $each + ['reference' => bin2hex(random_bytes(16))], $messages);
        $receipts = [];
        foreach (array_chunk($named, LARGEST_BATCH) as $part) {
            try {
                $receipts[] = $this->sendPart($part, $members);
            } catch (GatewayError $error) {
                $error->accepted = $receipts === [] ? null : Read::together($receipts);
                throw $error;
            }
        }
        return Read::together($receipts);
    }

    public function calculate(array $messages, array $options = []): array
    {
        $members = $this->members($messages, $options);
        $ask = fn (array $part): array => Read::receipt($this->ask('Calculate', $members + ['Messages' => self::rows($part)]));
        $receipts = array_map($ask, array_chunk($messages, LARGEST_BATCH));
        return count($receipts) === 1 ? $receipts[0] : Read::together(array_map(fn ($each) => $each + ['references' => []], $receipts));
    }

    public function status(array $references): array
    {
        $list = $this->ask('QueryMessages', ['References' => array_values($references)])['MessageStatuses'] ?? null;
        if (!is_array($list) || !array_is_list($list)) {
            throw GatewayError::malformed('no list of MessageStatuses');
        }
        return array_map(static function (mixed $row): array {
            $each = Read::object($row);
            if (!is_string($each['Reference'] ?? null)) {
                throw GatewayError::malformed('a status without a Reference');
            }
            $code = Read::whole($each['StatusCode'] ?? null, 'StatusCode');
            return ['reference' => $each['Reference'], 'code' => $code, 'name' => is_string($each['Status'] ?? null) ? $each['Status'] : null];
        }, $list);
    }

    public function balance(): array
    {
        $answer = $this->ask('QueryBalance', []);
        $limit = $answer['BalanceNegativeLimit'] ?? $answer['BalaceNegativeLimit'] ?? null;
        return [
            'balance' => Read::amount($answer['Balance'] ?? null, 'Balance'),
            'credit_limit' => Read::amount($limit, 'BalanceNegativeLimit'),
            'available' => Read::amount($answer['AvailableFund'] ?? null, 'AvailableFund'),
        ];
    }

    private function members(array $messages, array $options): array
    {
        Write::batch($messages, $options);
        $members = ['Sender' => $options['sender'] ?? $this->settings->sender];
        if (isset($options['scheduled_date'])) {
            $members['ScheduledDate'] = Write::local($options['scheduled_date'], $this->settings->timeZone);
        }
        if (isset($options['send_within_hours'])) {
            $members['SendWithinHours'] = $options['send_within_hours'];
        }
        if (isset($options['wap_push'])) {
            $members['IsWapPush'] = $options['wap_push'] ? 'true' : 'false';
        }
        return $members;
    }

    /** A Send whose answer is lost is not sent again: its messages are asked after, and all of them must be there. */
    private function sendPart(array $part, array $members): array
    {
        $references = array_column($part, 'reference');
        try {
            return Read::receipt($this->ask('Send', $members + ['Messages' => self::rows($part)])) + ['references' => $references];
        } catch (GatewayError $error) {
            if (!$error->isLost || count(array_unique($references)) < count($references)) {
                throw $error;
            }
            try {
                $codes = array_column($this->status($references), 'code', 'reference');
            } catch (GatewayError) {
                throw $error;
            }
        }
        $accepted = 0;
        foreach ($references as $reference) {
            $code = $codes[$reference] ?? 10;
            if ($code === 10) { // Unknown: it is not there
                throw $error;
            }
            $accepted += $code < 5 || $code > 9 ? 1 : 0; // 5 to 9: kept, but refused
        }
        return ['message_count' => $accepted, 'references' => $references];
    }

    /** PHP does one thing at a time, and so a script that shares no session never overlaps its own requests. */
    private function ask(string $method, array $members): array
    {
        $furtherTries = [SESSION_EXPIRED => [0], 104 => [250, 500]]; // milliseconds before each; neither was served before
        while (true) {
            $answer = $this->post($method, ['SessionId' => $this->session()] + $members);
            if ($answer['StatusCode'] === SUCCESS) {
                return $answer;
            }
            if ($answer['StatusCode'] === SESSION_EXPIRED) {
                $this->session = null;
            }
            $pause = isset($furtherTries[$answer['StatusCode']]) ? array_shift($furtherTries[$answer['StatusCode']]) : null;
            if ($pause === null) {
                throw GatewayError::ofCode($answer['StatusCode'], $answer['Status']);
            }
            usleep($pause * 1000);
        }
    }

    private function session(): string
    {
        if ($this->session === null) {
            try {
                $answer = $this->post('authorize', ['Username' => $this->settings->username, 'Password' => $this->settings->password]);
            } catch (GatewayError $error) { // what was asked for has not been sent yet
                throw new GatewayError($error->kind, $error->getMessage(), $error->gatewayCode);
            }
            if ($answer['StatusCode'] !== SUCCESS) {
                throw GatewayError::ofCode($answer['StatusCode'], $answer['Status']);
            }
            if (!is_string($answer['SessionId'] ?? null) || $answer['SessionId'] === '') {
                throw GatewayError::malformed('a login without a SessionId');
            }
            $this->session = $answer['SessionId'];
        }
        return $this->session;
    }

    private function post(string $method, array $document): array
    {
        $body = json_encode($document, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
        $answer = Read::json($this->settings->exchange("{$this->settings->v3Url}/$method", $body));
        $answer['StatusCode'] = Read::whole($answer['StatusCode'] ?? null, 'StatusCode');
        $answer['Status'] = is_string($answer['Status'] ?? null) ? $answer['Status'] : '';
        return $answer;
    }

    private static function rows(array $part): array
    {
        return array_map(static fn (array $each): array => ['Recipient' => $each['recipient'], 'Body' => $each['body']]
            + (isset($each['reference']) ? ['Reference' => $each['reference']] : []), $part);
    }
}
