import Table from 'cli-table3'

/** The columns of a table: by its title, the side on which a column's cells stand. */
export type Columns = Readonly<Record<string, 'left' | 'right'>>

/** A table for people, in several lines. A row has a cell for each column, in the columns' order. */
export function table(columns: Columns, rows: readonly (readonly string[])[]): string {
  const drawn = new Table({
    head: Object.keys(columns),
    colAligns: Object.values(columns),
    style: { head: [], border: [], compact: true },
  })
  drawn.push(...rows.map((row) => [...row]))
  return drawn.toString()
}
