import { readFileSync, writeFileSync } from 'node:fs'
import { PROVIDERS } from '../src/providers/registry.ts'
import { readAction } from './action-yml.ts'
import { fillMarkers, sectionsOf } from './readme-sections.ts'

// Writes the generated tables of README.md, or with --check only checks whether they are up to date.
const root = new URL('../', import.meta.url)
const readme = new URL('README.md', root)
const current = readFileSync(readme, 'utf8')
const action = readAction(readFileSync(new URL('action.yml', root), 'utf8'))
const wanted = fillMarkers(current, sectionsOf(action, PROVIDERS))

if (wanted === current) process.stdout.write('README.md is up to date.\n')
else if (process.argv.includes('--check')) {
  process.stderr.write('README.md is out of date. Run: npm run docs\n')
  process.exitCode = 1
} else {
  writeFileSync(readme, wanted)
  process.stdout.write('README.md was updated.\n')
}
