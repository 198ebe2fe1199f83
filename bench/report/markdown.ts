/** A table's rows, the first of them its head; numbers are already text. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

/** `places` digits after the point, thousands parted; a dash for what was not measured. */
export function number(value: number | null | undefined, places = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  return value.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places })
}

export function percent(share: number | null | undefined, places = 1): string {
  return share === null || share === undefined ? '–' : `${number(share * 100, places)} %`
}

export function dollars(amount: number, places = 4): string {
  return `$${number(amount, places)}`
}

/**
 * Puts text between a document's markers `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`. Throws where the document
 * has none of this name.
 */
export function fill(document: string, name: string, text: string): string {
  const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`]
  const start = document.indexOf(open)
  const end = document.indexOf(close)
  if (start < 0 || end < start) throw new Error(`expected the markers ${open} and ${close}, found none`)
  return `${document.slice(0, start + open.length)}\n${text}\n${document.slice(end)}`
}
