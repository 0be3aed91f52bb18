import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readAction } from '../../scripts/action-yml.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const textOf = (path: string) => readFileSync(`${root}${path}`, 'utf8')
const { runs } = readAction(textOf('action.yml'))
const packageJson = JSON.parse(textOf('package.json'))
const major = runs.using.replace('node', '')

describe('Node', () => {
  test('the tests run on the version that runs the action', () => {
    expect(runs.using).toMatch(/^node\d+$/)
    expect(process.versions.node.split('.')[0]).toBe(major)
  })

  test('comes along at one exact version of it, with its types', () => {
    const versions = Object.values(packageJson.optionalDependencies)
    expect(new Set(versions).size).toBe(1)
    for (const version of [...versions, packageJson.devDependencies['@types/node']])
      expect(version).toMatch(new RegExp(`^${major}\\.\\d+\\.\\d+$`))
  })

  test('npm installs with an older one', () => {
    expect(packageJson.engines.node).toBe('>=20')
  })
})

describe('dist', () => {
  const main = textOf(runs.main)
  const chunks = readdirSync(`${root}dist`).filter(name => /^\d+\.index\.js$/.test(name))

  test('starts from a module that is at most 1.5 MB', () => {
    expect(runs.main).toBe(packageJson.main)
    expect(JSON.parse(textOf('dist/package.json')).type).toBe('module')
    expect(statSync(`${root}${runs.main}`).size).toBeLessThanOrEqual(1_500_000)
  })

  test('has the artifact client in a chunk that is loaded when it is needed', () => {
    const declaration = 'class DefaultArtifactClient'
    expect(main).not.toContain(declaration)
    const [chunk, ...others] = chunks.filter(name => textOf(`dist/${name}`).includes(declaration))
    expect(others).toEqual([])
    expect(main).toContain(`.e(/* import() */ ${Number.parseInt(chunk ?? '', 10)})`)
  })

  test('has the licences of what is bundled', () => {
    const licenses = textOf('dist/licenses.txt')
    for (const name of Object.keys(packageJson.dependencies))
      expect(licenses).toMatch(new RegExp(`^${name} \\d`, 'm'))
  })

  // What the bundled packages read is theirs; a name that is not listed here is a switch of ours or worth a check.
  test('reads no variable of the environment but these', () => {
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

  test('knows nothing of what tests it', () => {
    for (const text of [main, ...chunks.map(name => textOf(`dist/${name}`))])
      expect(text).not.toMatch(/FAST_CLOCK|FUZZ_|simulator|fast-clock|node --import/i)
  })
})
