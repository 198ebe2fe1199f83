import type { Item } from '../table/item.ts'
import type { DeleteAnswer, Page, ScanRequest, Table, TableDescription } from '../table/table.ts'

/**
 * A table whose engine must pass a check before anything is deleted. A check that fails is a delete request that fails:
 * the pass names the error, waits and asks again.
 */
export class CheckedTable implements Table {
  readonly #table: Table
  readonly #check: (signal: AbortSignal) => Promise<void>
  #passed = false

  /** `check` rejects as a delete does, with UnsafeEngine where the engine fails the check for good. */
  constructor(table: Table, check: (signal: AbortSignal) => Promise<void>) {
    this.#table = table
    this.#check = check
  }

  get description(): TableDescription {
    return this.#table.description
  }

  get batchSize(): number {
    return this.#table.batchSize
  }

  scan(request: ScanRequest, signal: AbortSignal): Promise<Page> {
    return this.#table.scan(request, signal)
  }

  firstItems(attributes: readonly string[], limit: number, signal: AbortSignal): Promise<Page> {
    return this.#table.firstItems(attributes, limit, signal)
  }

  async delete(items: readonly Item[], signal: AbortSignal): Promise<DeleteAnswer> {
    await this.#pass(signal)
    return this.#table.delete(items, signal)
  }

  async deleteSingly(item: Item, signal: AbortSignal): Promise<DeleteAnswer> {
    await this.#pass(signal)
    return this.#table.deleteSingly(item, signal)
  }

  async #pass(signal: AbortSignal): Promise<void> {
    if (this.#passed) return
    await this.#check(signal)
    this.#passed = true
  }
}
