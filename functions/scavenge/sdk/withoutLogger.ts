interface Client {
  readonly middlewareStack: { remove(name: string): boolean }
}

/**
 * Takes the logger middleware out of a client of the SDK and answers the client. The middleware walks every answer even
 * where nothing is logged: it took two thirds of the CPU of a full Scan page (measured).
 */
export function withoutLogger<Some extends Client>(client: Some): Some {
  client.middlewareStack.remove('loggerMiddleware')
  return client
}
