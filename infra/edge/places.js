// A path without an extension is a place inside the dashboard, which its one page resolves. Files keep their names, so that a
// missing one is a 404. The API's paths never come here: they have behaviours of their own.
function handler(event) {
  var request = event.request;
  var name = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (name.indexOf('.') === -1) {
    request.uri = '/index.html';
  }
  return request;
}
