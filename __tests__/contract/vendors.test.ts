import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readStructure } from '../../scripts/structure.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

const IDS = PROVIDERS.map(({ id }) => id.split('/')[0] ?? id).filter(id => !/^(github|custom)$/.test(id))
const PRODUCTS = ['slpt', 'identitynow', 'vcf', 'sddc', 'broadcom']

/** Names of vendors and products, as identifiers, headers, hosts and prose contain them. */
const VENDORS = new RegExp([...IDS, ...PRODUCTS].join('|'), 'i')

const isProvider = (path: string) => path.startsWith('src/providers/')
const paths = readStructure(root).map(({ path }) => path)

test.each(paths.filter(path => !isProvider(path)))('%s knows no vendor, comments included', path => {
  expect(path).not.toMatch(VENDORS)
  const lines = readFileSync(`${root}${path}`, 'utf8').split('\n')
  expect(lines.filter(line => VENDORS.test(line))).toEqual([])
})

test('the providers do', () => {
  for (const name of IDS) expect(readFileSync(`${root}src/providers/${name}.ts`, 'utf8')).toMatch(VENDORS)
})
