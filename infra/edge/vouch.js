// Tells the functions the viewer's address and the host. Both headers are overwritten, so viewers cannot set them.
function handler(event) {
  var request = event.request;
  request.headers['x-bubblechat-address'] = { value: event.viewer.ip };
  request.headers['x-bubblechat-host'] = { value: request.headers.host.value };
  return request;
}
