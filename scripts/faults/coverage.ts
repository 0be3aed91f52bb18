import * as v from '@badrap/valita'

const Report = v.object({
  testResults: v.array(
    v.object({
      name: v.string(),
      assertionResults: v.array(
        v.object({ title: v.string(), ancestorTitles: v.array(v.string()), status: v.string() }),
      ),
    }),
  ),
})

/** What is needed of a JSON report of jest. */
export type Report = v.Infer<typeof Report>

/** Reads the text of a report; throws when it is none. */
export function readReport(text: string): Report {
  return Report.parse(JSON.parse(text), { mode: 'strip' })
}

/** Ids of entries at the beginning of a title: `N07 A03 a reset ...`. */
const LEADING_IDS = /^(?:[A-Z]\d\d )+/

/** The ids at the beginning of a title. */
export function idsOf(title: string): readonly string[] {
  return LEADING_IDS.exec(title)?.[0].trim().split(' ') ?? []
}

/** Files with passing tests by the id of the entry that they show; one skipped or failing test takes the entry from its file. */
export function coverageOf(reports: readonly Report[], root: string): ReadonlyMap<string, readonly string[]> {
  const passing = new Map<string, Set<string>>()
  const failing = new Set<string>()
  for (const { name, assertionResults } of reports.flatMap(report => report.testResults)) {
    const file = name.replace(root, '')
    for (const { title, ancestorTitles, status } of assertionResults)
      for (const id of [...ancestorTitles, title].flatMap(idsOf)) {
        if (status === 'passed') passing.set(id, (passing.get(id) ?? new Set()).add(file))
        else failing.add(`${id} ${file}`)
      }
  }
  return new Map(
    [...passing].map(([id, files]) => [id, [...files].filter(file => !failing.has(`${id} ${file}`)).sort()]),
  )
}
