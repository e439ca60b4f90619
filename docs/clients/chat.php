<?php
// PHP 8. SITE and KEY (a secret key) come from the environment, the message from the command line.
function fail(string $message): never
{
    fwrite(STDERR, "$message\n");
    exit(1);
}

$body = json_encode(['session_id' => bin2hex(random_bytes(16)), 'message' => $argv[1]]);
$stream = fopen(getenv('SITE') . '/v1/chat', 'r', false, stream_context_create(['http' => [
    'method' => 'POST',
    'content' => $body,
    'ignore_errors' => true,
    'header' => [
        'X-API-Key: ' . getenv('KEY'),
        'Content-Type: application/json',
        'Accept: application/x-ndjson',
        'x-amz-content-sha256: ' . hash('sha256', $body),
    ],
]]));
if ($stream === false) fail('No answer from ' . getenv('SITE'));
while (($line = fgets($stream)) !== false) {
    $event = json_decode($line, true);
    if (isset($event['error'])) fail($event['error']['message']);
    if ($event['type'] === 'token') echo $event['content'];
    if ($event['type'] === 'error') fail($event['message']);
}
echo "\n";
