// The pages of the API reference have no extension in their addresses. What only an API could answer belongs to no file: whoever asks is told
// the route, and a browser may read that.
function handler(event) {
  var request = event.request;
  if (request.method === 'GET' || request.method === 'HEAD') {
    if (/^\/docs(\/[\w-]+)?$/.test(request.uri)) {
      request.uri += '.html';
    }
    return request;
  }
  var headers = {
    'access-control-allow-origin': { value: '*' },
    'access-control-allow-methods': { value: 'GET, POST, PUT, DELETE' },
    'access-control-allow-headers': {
      value: 'content-type, x-api-key, x-session-id, x-amz-content-sha256, last-event-id',
    },
    'access-control-max-age': { value: '7200' },
  };
  if (request.method === 'OPTIONS') {
    return { statusCode: 204, statusDescription: 'No Content', headers: headers };
  }
  var message =
    "This route does not exist. A visitor's message goes to POST /v1/chat, and the widget's settings come from " +
    'GET /v1/widget/config. /docs lists every route.';
  var error = { code: 'not_found', message: message, request_id: event.context.requestId };
  headers['content-type'] = { value: 'application/json' };
  headers['cache-control'] = { value: 'no-store' };
  return {
    statusCode: 404,
    statusDescription: 'Not Found',
    headers: headers,
    body: { encoding: 'text', data: JSON.stringify({ error: error }) },
  };
}
