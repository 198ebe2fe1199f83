/*
 * Takes the place of `@smithy/core/event-streams` in the bundle (see serverless.yml). The SDK loads it at the first
 * request or answer that is a stream of events, and neither DynamoDB nor Step Functions has one here.
 */

export class EventStreamSerde {
  constructor() {
    throw new Error(
      'event streams: expected no operation that has one, found one; take noEventStreams out of the bundle',
    )
  }
}

export function eventStreamSerdeProvider(): undefined {}
