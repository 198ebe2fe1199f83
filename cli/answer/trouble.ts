/** How often requests failed, by code; throttles also by their reasons. */
export type Trouble = Readonly<Record<string, number>>
