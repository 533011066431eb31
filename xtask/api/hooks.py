"""What schemathesis has to be told about this API."""

import json

import schemathesis

# A body of several JSON documents, one on each line; one line is sent, and the first is read.


@schemathesis.serializer("application/x-ndjson")
def write_lines(ctx, value):
    if isinstance(value, (str, bytes)):
        return value.encode() if isinstance(value, str) else value
    return (json.dumps(value) + "\n").encode()


@schemathesis.deserializer("application/x-ndjson")
def read_lines(ctx, response):
    return json.loads(response.content.split(b"\n")[0])


# HTTP headers that are not known are let pass (RFC 9110 §5.1), so that proxies may add theirs: a request
# with one is a good request. Unknown parameters of the query are refused, and stay tested.


@schemathesis.hook
def filter_case(ctx, case):
    return not any("unknown-property" in name.lower() for name in case.headers or {})
