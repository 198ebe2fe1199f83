import type { AttributeValue } from '@aws-sdk/client-dynamodb'

type Attributes = Readonly<Record<string, AttributeValue>>

interface Filter {
  readonly FilterExpression: string
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues: Readonly<Record<string, AttributeValue>>
}

const TOKEN = /\s*(<>|<=|>=|[=<>(),]|[#:\w]+)/y
const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

/** Whether a Scan with this filter shows an item, as DynamoDB decides it; of the functions those that are used here. */
export function shows(filter: Filter, item: Attributes): boolean {
  return new Reader(filter, item).read()
}

class Reader {
  readonly #filter: Filter
  readonly #item: Attributes
  readonly #tokens: readonly string[]
  #at = 0

  constructor(filter: Filter, item: Attributes) {
    this.#filter = filter
    this.#item = item
    this.#tokens = [...filter.FilterExpression.matchAll(new RegExp(TOKEN, 'g'))].map(([, token]) => token ?? '')
  }

  read(): boolean {
    const holds = this.#or()
    if (this.#at < this.#tokens.length) throw this.#stray()
    return holds
  }

  #or(): boolean {
    let holds = this.#and()
    while (this.#skip('OR')) holds = this.#and() || holds
    return holds
  }

  #and(): boolean {
    let holds = this.#not()
    while (this.#skip('AND')) holds = this.#not() && holds
    return holds
  }

  #not(): boolean {
    return this.#skip('NOT') ? !this.#not() : this.#condition()
  }

  #condition(): boolean {
    if (this.#skip('(')) {
      const holds = this.#or()
      this.#take(')')
      return holds
    }
    if (this.#skip('attribute_exists')) return this.#arguments(1)[0] !== undefined
    if (this.#skip('attribute_not_exists')) return this.#arguments(1)[0] === undefined
    if (this.#skip('attribute_type')) {
      const [value, type] = this.#arguments(2)
      return value !== undefined && type?.S !== undefined && type.S in value
    }
    if (this.#skip('contains')) {
      const [value, part] = this.#arguments(2)
      return part?.S !== undefined && value?.S?.includes(part.S) === true
    }
    const left = this.#operand()
    const compare = COMPARISONS[this.#tokens[this.#at++] ?? '']
    if (compare === undefined) throw this.#stray()
    const order = orderOf(left, this.#operand())
    return order !== undefined && compare(order)
  }

  #operand(): AttributeValue | undefined {
    if (!this.#skip('size')) return this.#value()
    const [value] = this.#arguments(1)
    return value?.S === undefined ? undefined : { N: String(value.S.length) }
  }

  #arguments(count: number): readonly (AttributeValue | undefined)[] {
    this.#take('(')
    const values = [this.#value()]
    while (this.#skip(',')) values.push(this.#value())
    this.#take(')')
    if (values.length !== count) throw this.#stray()
    return values
  }

  #value(): AttributeValue | undefined {
    const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = this.#filter
    const token = this.#tokens[this.#at++] ?? ''
    const name = names[token]
    if (name !== undefined) return Object.hasOwn(this.#item, name) ? this.#item[name] : undefined
    const value = values[token]
    if (value === undefined) throw this.#stray()
    return value
  }

  #skip(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false
    this.#at++
    return true
  }

  #take(token: string): void {
    if (!this.#skip(token)) throw this.#stray()
  }

  #stray(): Error {
    const { FilterExpression } = this.#filter
    return new Error(`filter: expected an expression, found one that ends at token ${this.#at}: ${FilterExpression}`)
  }
}

/** How two values of one type stand to each other; undefined where the types differ, or one is absent. */
function orderOf(one: AttributeValue | undefined, other: AttributeValue | undefined): number | undefined {
  if (one?.N !== undefined && other?.N !== undefined) return Number(one.N) - Number(other.N)
  if (one?.S !== undefined && other?.S !== undefined) return Buffer.compare(Buffer.from(one.S), Buffer.from(other.S))
  if (one?.BOOL !== undefined && other?.BOOL !== undefined) return Number(one.BOOL) - Number(other.BOOL)
  return undefined
}
