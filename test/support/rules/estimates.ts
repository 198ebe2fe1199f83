import type { Estimate } from '../../../functions/scavenge/estimate/estimate.ts'

/** An estimate of a table of jobs, as one may be. */
export const ESTIMATE: Estimate = {
  confirm: 'k7m2q9x4tb',
  table: 'jobs',
  cutoff: '2026-11-22T00:00:00.000Z',
  items: { estimate: 16_000, low: 15_800, high: 16_400 },
  matched: { estimate: 15_700, low: 15_500, high: 16_000 },
  candidates: { estimate: 15_590, low: 15_400, high: 15_800 },
  young: { estimate: 100, low: 81, high: 300 },
  undated: { estimate: 10, low: 10, high: 10 },
  bytes: 2_806_200,
  writeUnits: { table: 15_590, indexes: { byOwner: 15_590 } },
  dollars: { delete: 0.0194875, scan: 0.000051, lambda: 0.00003, stepFunctions: 0.0002, total: 0.0103184 },
  hours: 0.0022,
  oldest: '2018-03-01',
  newest: '2026-11-21',
  ages: [
    { fromDays: 2, toDays: 7, items: 590 },
    { fromDays: 7, toDays: 14, items: 0 },
    { fromDays: 36_525, toDays: null, items: 15_000 },
  ],
  sampled: { segments: 100, of: 10_000, items: 10_160, readUnits: 232.5 },
  advice: [{ kind: 'copyRest', dollars: 0.0003, text: 'Copy the items that stay.' }],
}
