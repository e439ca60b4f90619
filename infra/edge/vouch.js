// Tells the functions who calls and through which host. Both are overwritten: nothing that a viewer sends may vouch for them.
function handler(event) {
  var request = event.request;
  request.headers['x-bubblechat-address'] = { value: event.viewer.ip };
  request.headers['x-bubblechat-host'] = { value: request.headers.host.value };
  return request;
}
