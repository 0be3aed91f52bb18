import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const textOf = (path: string) => readFileSync(`${root}${path}`, 'utf8')

// Needs `npm run build`: lib/stats.json is not committed.
test('SBOM, licences and bundle name the same packages', () => {
  const bom = JSON.parse(execFileSync(process.execPath, ['scripts/sbom.ts'], { cwd: root, encoding: 'utf8' }))
  const [action, ...packages] = bom.packages
  const inSbom = packages.map(
    ({ name, versionInfo }: { name: string; versionInfo: string }) => `${name} ${versionInfo}`,
  )
  const inLicences = textOf('dist/licenses.txt')
    .split(`\n\n${'-'.repeat(80)}\n\n`)
    .map(notice => notice.split('\n', 1)[0]?.trim())
  const inBundle = new Set(
    Array.from(
      textOf('lib/stats.json').matchAll(/"nameForCondition":"[^"]*node_modules\/([^"]+)"/g),
      ([, path]) =>
        path
          ?.split('/')
          .slice(0, path.startsWith('@') ? 2 : 1)
          .join('/'),
    ),
  )
  expect(action.name).toBe('await-export')
  expect(inSbom.sort()).toEqual(inLicences.sort())
  expect([...inBundle].sort()).toEqual(
    [...new Set(inSbom.map((item: string) => item.replace(/ .*$/, '')))].sort(),
  )
})
