import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundledPackages, licences } from '../../scripts/bundle.ts'
import { sbom } from '../../scripts/sbom.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')

describe('a bundle', () => {
  let folder = ''

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bundle-'))
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  function write(path: string, text: string) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }

  function addPackage(path: string, version: string, code: string) {
    const name = path.replace(/^.*node_modules\//, '')
    write(`${path}/package.json`, JSON.stringify({ name, version, license: 'MIT', type: 'module' }))
    write(`${path}/index.js`, code)
    write(`${path}/LICENSE`, `Licence of ${name}`)
  }

  /** Bundles `index.js` with ncc; returns the modules of webpack's statistics. */
  function build(code: string) {
    write('index.js', code)
    const ncc = join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js')
    const options = ['build', 'index.js', '--quiet', '--out', 'dist', '--stats-out', 'stats.json']
    execFileSync(process.execPath, [ncc, ...options], { cwd: folder })
    return JSON.parse(readFileSync(join(folder, 'stats.json'), 'utf8')).modules
  }

  test('its SBOM and its licences name the packages of which it has modules', () => {
    addPackage('node_modules/@scope/used', '1.2.3', "export { inner as outer } from 'inner'")
    addPackage('node_modules/@scope/used/node_modules/inner', '4.5.6', 'export const inner = 1')
    addPackage('node_modules/unused', '7.8.9', 'export const unused = 1')
    const modules = build("import { outer } from '@scope/used'\nconsole.log(outer)")

    const packages = bundledPackages(modules, folder)
    const keys = ['node_modules/@scope/used', 'node_modules/@scope/used/node_modules/inner']
    expect(packages.map(({ key }) => key)).toEqual(keys)
    expect(licences(packages, folder).match(/^\S+ \d.*$/gm)).toEqual(['@scope/used 1.2.3', 'inner 4.5.6'])

    const integrity = `sha512-${Buffer.from('hash').toString('base64')}`
    const lock = {
      name: 'test',
      version: '1.0.0',
      packages: Object.fromEntries(keys.map(key => [key, { integrity }])),
    }
    const [, ...listed] = sbom(packages, lock).packages
    expect(listed).toMatchObject([
      { name: '@scope/used', versionInfo: '1.2.3', licenseDeclared: 'MIT' },
      { name: 'inner', versionInfo: '4.5.6', licenseDeclared: 'MIT' },
    ])
    expect(listed[0]).toMatchObject({
      checksums: [{ algorithm: 'SHA512', checksumValue: Buffer.from('hash').toString('hex') }],
      externalRefs: [{ referenceLocator: 'pkg:npm/%40scope/used@1.2.3' }],
    })
    expect(() => sbom(packages, { ...lock, packages: {} })).toThrow(
      'has no SHA-512 hash of node_modules/@scope/used',
    )
  })

  test('a module that was not found is an error', () => {
    const packagesOf = (code: string) => bundledPackages(build(code), folder)
    expect(() => packagesOf("import { a } from 'absent'\nconsole.log(a)")).toThrow(
      'The bundle lacks modules that it imports: absent.',
    )
    expect(packagesOf("import { join } from 'node:path'\nconsole.log(join)")).toEqual([])
  })
})

describe('dist', () => {
  const listed = textOf('dist/licenses.txt')
    .split(`\n\n${'-'.repeat(80)}\n\n`)
    .map(notice => notice.split('\n', 1)[0]?.trim())

  test('licenses.txt has the packages that the code names', () => {
    const code = globSync('dist/*.js', { cwd: root }).map(textOf).join('\n')
    const named = code.matchAll(/MODULE: \S*node_modules\/((?:@[^/]+\/)?[^/]+)/g)
    const names = new Set(Array.from(named, ([, name]) => name))
    expect(names.size).toBeGreaterThan(20)
    expect(listed.map(line => line?.split(' ')[0])).toEqual(expect.arrayContaining([...names]))
  })

  test('licenses.txt has versions of the lock file', () => {
    const { packages } = JSON.parse(textOf('package-lock.json'))
    const locked = Object.entries<{ version: string }>(packages).map(
      ([key, { version }]) => `${key.replace(/^.*node_modules\//, '')} ${version}`,
    )
    expect(locked).toEqual(expect.arrayContaining(listed))
  })
})
