import * as v from '@badrap/valita'

const Catalogue = v.record(v.object({ title: v.string(), rules: v.record(v.string()) }))

/** Faults and the rule that the action follows for each, by group and id. */
export type Catalogue = v.Infer<typeof Catalogue>

/** Files with passing tests, by id. */
export type Coverage = ReadonlyMap<string, readonly string[]>

/** Reads the text of `docs/faults.json`; throws when a field is missing or unknown. */
export function readCatalogue(text: string): Catalogue {
  return Catalogue.parse(JSON.parse(text), { mode: 'strict' })
}

/** Every id of the catalogue, in its order. */
export function idsIn(catalogue: Catalogue): readonly string[] {
  return Object.values(catalogue).flatMap(({ rules }) => Object.keys(rules))
}

const HEAD = `# Faults

What goes wrong, what the action makes of it, and the tests that show it: a test names the entries that it covers at the
beginning of its title. Tests in \`action/\` run the built \`dist/index.js\` as a process of its own, as the runner does.

This page is generated from \`docs/faults.json\` and from the reports of passing tests: \`npm run faults\`.
`

/** The whole page. */
export function pageOf(catalogue: Catalogue, coverage: Coverage): string {
  const groups = Object.entries(catalogue).map(([letter, { title, rules }]) => {
    const rows = Object.entries(rules).map(([id, rule]) => row(id, rule, coverage.get(id) ?? []))
    return [`## ${letter}: ${title}`, '', row('', 'Rule', ['Tested in']), '|---|---|---|', ...rows].join('\n')
  })
  return `${[HEAD, ...groups].join('\n\n').replace('\n\n\n', '\n\n')}\n`
}

function row(...cells: readonly [id: string, rule: string, files: readonly string[]]): string {
  const [id, rule, files] = cells
  return `| ${id} | ${rule.replaceAll('|', '\\|')} | ${files.map(shortName).join(', ')} |`
}

function shortName(file: string): string {
  return file.replace('__tests__/', '').replace(/\.(test|slow|runner)\.ts$/, '')
}
