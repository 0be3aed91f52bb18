import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readStructure } from '../../scripts/structure.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Names of vendors and products, as identifiers, headers, hosts and prose contain them. */
const VENDORS = /snyk|sailpoint|slpt|identitynow|vmware|vcf|sddc|broadcom|closient/i

const isProvider = (path: string) => path.startsWith('src/providers/')
const paths = readStructure(root).map(({ path }) => path)

test.each(paths.filter(path => !isProvider(path)))('%s knows no vendor, comments included', path => {
  expect(path).not.toMatch(VENDORS)
  const lines = readFileSync(`${root}${path}`, 'utf8').split('\n')
  expect(lines.filter(line => VENDORS.test(line))).toEqual([])
})

test('the providers do', () => {
  for (const name of ['snyk', 'sailpoint', 'vmware', 'closient'])
    expect(readFileSync(`${root}src/providers/${name}.ts`, 'utf8')).toMatch(VENDORS)
})
