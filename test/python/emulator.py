"""Starts MiniStack, the emulator of AWS's services, with three mends without which it is no test of this project.

1. A Node handler's error keeps its name as errorType. Upstream reports Runtime.HandlerError for all of them, so no
   retrier or catcher of a state machine ever matches by name.
2. PartiQL is authorised as IAM knows it: by dynamodb:PartiQLDelete and its like on the statement's table. Upstream asks
   for dynamodb:BatchExecuteStatement, an action that does not exist.
3. PartiQL refuses an attribute whose name begins with # or :, as DynamoDB does; such deletes go by DeleteItem.

Each mend asserts what it replaces, so that another version fails here and not somewhere else.
"""

import contextvars
import json
import re
import sys
import threading

import ministack.core.iam_actions as iam
import ministack.core.lambda_runtime as runtime
import ministack.services.dynamodb as dynamodb
import ministack.services.lambda_svc as functions

script = runtime._NODEJS_WORKER_SCRIPT
for old, new in (
    (
        'status: "error", error: String(err.message || err), trace: err.stack || ""',
        'status: "error", errorType: (err && err.name) || "Error", error: String(err.message || err), trace: err.stack || ""',
    ),
    (
        'status: "error", error: e.message, trace: e.stack',
        'status: "error", errorType: (e && e.name) || "Error", error: e.message, trace: e.stack',
    ),
):
    assert script.count(old) == 1, (old, script.count(old))
    script = script.replace(old, new)
runtime._NODEJS_WORKER_SCRIPT = script

last_answer = contextvars.ContextVar("last_answer", default=None)
invoke = runtime.Worker.invoke
execute = functions._execute_function_warm


def invoke_and_remember(self, *args, **kwargs):
    answer = invoke(self, *args, **kwargs)
    last_answer.set(answer)
    return answer


def execute_with_error_type(function, event, request_id):
    last_answer.set(None)
    out = execute(function, event, request_id)
    answer = last_answer.get() or {}
    body = out.get("body")
    if out.get("error") and isinstance(body, dict) and body.get("errorType") == "Runtime.HandlerError":
        if answer.get("error") == "Worker process died":
            body["errorType"] = "Runtime.ExitError"
        elif answer.get("errorType"):
            body["errorType"] = answer["errorType"]
            body["trace"] = (answer.get("trace") or "").split("\n")
    return out


runtime.Worker.invoke = invoke_and_remember
functions._execute_function_warm = execute_with_error_type

PARTIQL = {"dynamodb:BatchExecuteStatement", "dynamodb:ExecuteStatement"}
DELETE = re.compile(r'\s*DELETE\s+FROM\s+"?([A-Za-z0-9_.-]+)"?\s', re.IGNORECASE)
action_of = iam.extract_iam_action
resources_of = iam.dynamodb_resource_arns


def tables_deleted_from(body):
    """The tables of a request whose statements are all deletes, else nothing."""
    try:
        data = json.loads(body or b"{}")
    except ValueError:
        return []
    statements = [data["Statement"]] if "Statement" in data else [s["Statement"] for s in data.get("Statements", [])]
    deletes = [DELETE.match(statement) for statement in statements]
    return sorted({match.group(1) for match in deletes}) if all(deletes) else []


def action_of_partiql(service, method, path, headers, body, query_params):
    action = action_of(service, method, path, headers, body, query_params)
    return "dynamodb:PartiQLDelete" if action in PARTIQL and tables_deleted_from(body) else action


def resources_of_partiql(body, region, account_id):
    tables = tables_deleted_from(body)
    if not tables:
        return resources_of(body, region, account_id)
    return [iam._dynamodb_table_arn(table, region, account_id) for table in tables]


assert action_of("dynamodb", "POST", "/", {"x-amz-target": "DynamoDB_20120810.BatchExecuteStatement"}, b"{}", {}) in PARTIQL
assert resources_of(b'{"Statements": []}', "", "") == []
iam.extract_iam_action = action_of_partiql
iam.dynamodb_resource_arns = resources_of_partiql

parse = dynamodb._parse_partiql
last_parsed = threading.local()


def parse_as_dynamodb(statement, parameters=None):
    # A batch parses each of its statements twice in a row, which is most of the time that deleting takes here.
    of, parsed = getattr(last_parsed, "one", (None, None))
    if of is not None and of[0] is statement and of[1] is parameters:
        return parsed
    if re.search(r'"[#:]', statement):
        raise ValueError("Statement wasn't well formed, can't be processed")
    parsed = parse(statement, parameters)
    last_parsed.one = ((statement, parameters), parsed)
    return parsed


assert parse('DELETE FROM "t" WHERE "#a" = ?', [{"S": "b"}])["op"] == "DELETE"
dynamodb._parse_partiql = parse_as_dynamodb

if __name__ == "__main__":
    from ministack.app import main

    sys.exit(main())
