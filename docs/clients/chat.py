# Only the standard library. SITE and KEY (a secret key) come from the environment, the message from the command line.
import hashlib, json, os, sys, urllib.error, urllib.request, uuid

body = json.dumps({"session_id": str(uuid.uuid4()), "message": sys.argv[1]}).encode()
request = urllib.request.Request(
    os.environ["SITE"] + "/v1/chat",
    data=body,
    headers={
        "X-API-Key": os.environ["KEY"],
        "Content-Type": "application/json",
        "Accept": "application/x-ndjson",
        "x-amz-content-sha256": hashlib.sha256(body).hexdigest(),
    },
)
try:
    with urllib.request.urlopen(request) as response:
        for line in response:
            event = json.loads(line)
            if event["type"] == "token":
                print(event["content"], end="", flush=True)
            elif event["type"] == "error":
                sys.exit(event["message"])
    print()
except urllib.error.HTTPError as refusal:
    sys.exit(json.load(refusal)["error"]["message"])
