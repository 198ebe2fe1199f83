/** An answer of status 400, in DynamoDB's form. */
export class Refusal extends Error {
  /** What the body holds beside `__type` and `message`. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(name: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = name
    this.details = details
  }
}

export class ValidationError extends Refusal {
  constructor(message: string) {
    super('ValidationException', message)
  }
}

/** A partition has no capacity left: what an on-demand table answers. */
export class Throttle extends Refusal {
  constructor(arn: string) {
    const reason = 'TableWriteKeyRangeThroughputExceeded'
    super('ThrottlingException', 'Throughput exceeds the current capacity of one or more partitions.', {
      throttlingReasons: [{ reason, resource: arn }],
    })
  }
}
