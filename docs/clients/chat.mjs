// Node.js 20 or newer. SITE and KEY (a secret key) come from the environment, the message from the command line.
import { createHash, randomUUID } from 'node:crypto';

const { SITE, KEY } = process.env;
const body = JSON.stringify({ session_id: randomUUID(), message: process.argv[2] });
const response = await fetch(`${SITE}/v1/chat`, {
  method: 'POST',
  body,
  headers: {
    'X-API-Key': KEY,
    'Content-Type': 'application/json',
    Accept: 'application/x-ndjson',
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
  },
});
if (!response.ok) throw new Error((await response.json()).error.message);

let rest = '';
for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + piece).split('\n');
  rest = lines.pop();
  for (const event of lines.map((line) => JSON.parse(line))) {
    if (event.type === 'token') process.stdout.write(event.content);
    if (event.type === 'error') throw new Error(event.message);
  }
}
console.log();
