import { readFileSync, writeFileSync } from 'node:fs'
import { PROVIDERS } from '../src/providers/registry.ts'
import { actionDocument, readAction } from './action-yml.ts'
import { fillMarkers, generatedSections } from './readme-sections.ts'

// Writes the inputs of action.yml and the tables of the documentation, or with --check only checks whether they are up to date.
const root = new URL('../', import.meta.url)
const textOf = (name: string) => readFileSync(new URL(name, root), 'utf8')
const action = actionDocument(textOf('action.yml'), PROVIDERS)
const sections = Object.entries(generatedSections(readAction(action), PROVIDERS))
const documents = sections.map(([name, parts]): [string, string] => [name, fillMarkers(textOf(name), parts)])

for (const [name, wanted] of [['action.yml', action] as const, ...documents])
  if (wanted === textOf(name)) process.stdout.write(`${name} is up to date.\n`)
  else if (process.argv.includes('--check')) {
    process.stderr.write(`${name} is out of date. Run: npm run docs\n`)
    process.exitCode = 1
  } else {
    writeFileSync(new URL(name, root), wanted)
    process.stdout.write(`${name} was updated.\n`)
  }
