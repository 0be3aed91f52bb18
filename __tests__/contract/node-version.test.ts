import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readAction } from '../../scripts/action-yml.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const textOf = (path: string) => readFileSync(`${root}${path}`, 'utf8')
const { runs } = readAction(textOf('action.yml'))
const packageJson = JSON.parse(textOf('package.json'))
const major = runs.using.replace('node', '')

describe('Node', () => {
  test('the tests run on the Node version of the action, or a later one', () => {
    expect(runs.using).toMatch(/^node\d+$/)
    expect(Number.parseInt(process.versions.node, 10)).toBeGreaterThanOrEqual(Number(major))
  })

  test('people, workflows and older machines get the same version', () => {
    const version = textOf('.node-version').trim()
    expect(version).toMatch(new RegExp(`^${major}\\.\\d+\\.\\d+$`))
    expect(packageJson.devDependencies['@types/node']).toMatch(new RegExp(`^${major}\\.`))
    const { optionalDependencies } = JSON.parse(textOf('scripts/node/package.json'))
    expect(new Set(Object.values(optionalDependencies))).toEqual(new Set([version]))
  })

  test('npm also installs on older versions', () => {
    expect(packageJson.engines.node).toBe('>=20')
  })
})

describe('dist', () => {
  const main = textOf(runs.main)
  const chunks = readdirSync(`${root}dist`).filter(name => /^\d+\.index\.js$/.test(name))

  test('has an entry module of at most 1.5 MB', () => {
    expect(runs.main).toBe(packageJson.main)
    expect(JSON.parse(textOf('dist/package.json')).type).toBe('module')
    expect(statSync(`${root}${runs.main}`).size).toBeLessThanOrEqual(1_500_000)
  })

  test('has the artifact client in a chunk that is loaded on demand', () => {
    const declaration = 'class DefaultArtifactClient'
    expect(main).not.toContain(declaration)
    const [chunk, ...others] = chunks.filter(name => textOf(`dist/${name}`).includes(declaration))
    expect(others).toEqual([])
    expect(main).toContain(`.e(/* import() */ ${Number.parseInt(chunk ?? '', 10)})`)
  })

  test('has the licences of all bundled packages', () => {
    const licenses = textOf('dist/licenses.txt')
    for (const name of Object.keys(packageJson.dependencies))
      expect(licenses).toMatch(new RegExp(`^${name} \\d`, 'm'))
  })

  // Includes the variables that bundled packages read. An unlisted name is a hidden switch of the action, or needs a check.
  test('reads only these environment variables', () => {
    const read = [...main.matchAll(/\bprocess\.env(?:\.(\w+)|\[['"](\w+)['"]\])/g)]
    const names = new Set(read.map(([, dotted, quoted]) => dotted ?? quoted ?? ''))
    expect([...names].sort()).toEqual([
      ...['ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ORCHESTRATION_ID'],
      ...['COMSPEC', 'GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_PATH', 'GITHUB_STATE', 'GITHUB_WORKSPACE'],
      ...['HTTPS_PROXY', 'HTTP_PROXY', 'NODE_DEBUG', 'NO_PROXY'],
      ...['PATH', 'PATHEXT', 'RUNNER_DEBUG', 'RUNNER_TEMP'],
      ...['http_proxy', 'https_proxy', 'no_proxy'],
    ])
  })

  test('contains no trace of tests and tools', () => {
    for (const text of [main, ...chunks.map(name => textOf(`dist/${name}`))])
      expect(text).not.toMatch(/FAST_CLOCK|FUZZ_|simulator|fast-clock|node --import/i)
  })
})
