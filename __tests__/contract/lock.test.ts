import { readFileSync } from 'node:fs'

interface Entry {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly link?: boolean
}

const locks = ['package-lock.json', 'scripts/node/package-lock.json']

describe.each(locks)('%s', path => {
  const { packages } = JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))
  const installed = Object.entries<Entry>(packages).filter(([key]) => key.startsWith('node_modules/'))

  test('has a SHA-512 hash of every package from the registry', () => {
    const local = installed.filter(([, { link }]) => link)
    const hashed = installed.filter(([, { integrity }]) => integrity?.startsWith('sha512-'))
    expect([...local, ...hashed].map(([key]) => key).sort()).toEqual(installed.map(([key]) => key).sort())
  })

  test('names no registry', () => {
    const addresses = installed.filter(([, { link, resolved }]) => !link && resolved !== undefined)
    expect(addresses).toEqual([])
  })
})

test.each([
  'ignore-scripts=true',
  'omit-lockfile-registry-resolved=true',
  'min-release-age=7',
  'loglevel=error',
])('npm installs with %s', setting => {
  expect(readFileSync(new URL('../../.npmrc', import.meta.url), 'utf8').split('\n')).toContain(setting)
})
