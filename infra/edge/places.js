// A path without an extension is a view of the dashboard, and its single page resolves it. Files keep their names, so that a missing file
// is a 404. The API's paths never come here, because they have their own behaviours.
function handler(event) {
  var request = event.request;
  var name = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (name.indexOf('.') === -1) {
    request.uri = '/index.html';
  }
  return request;
}
