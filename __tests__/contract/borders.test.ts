import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { impurities, violationsOf } from '../../scripts/borders.ts'
import { cyclesOf, readStructure, structureOf, upwardImports } from '../../scripts/structure.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const files = readStructure(root)
const sources = new Map(files.map(({ path }) => [path, readFileSync(`${root}${path}`, 'utf8')]))

/** The structure of files given as `path: source`. */
const structure = (texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).map(([path, source]) => structureOf(path, source))

test('the source files are read', () => {
  expect(files.length).toBeGreaterThan(50)
  expect(sources.get('src/index.ts')).toContain('main')
})

describe('layers', () => {
  test('no file imports from a higher layer', () => {
    expect(upwardImports(files)).toEqual([])
  })

  test.each([
    ['src/failures/plain.ts', '../report/log.ts', 'a higher layer'],
    ['src/providers/snyk.ts', '../http/session.ts', 'a higher layer'],
    ['src/polling/policy.ts', '../elsewhere/x.ts', 'no layer'],
    ['src/http/client.ts', '../main.ts', 'the root'],
  ])('%s may not import %s (%s)', (path, target) => {
    const imports = upwardImports(structure({ [path]: `import type { X } from '${target}'` }))
    expect(imports).toHaveLength(1)
  })

  test('files may import from lower layers and from their own folder', () => {
    const source = "import { a } from './outputs.ts'\nimport type { B } from '../failures/plain.ts'"
    expect(upwardImports(structure({ 'src/report/log.ts': source }))).toEqual([])
  })
})

describe('cycles', () => {
  test('there are no import cycles, type imports included', () => {
    expect(cyclesOf(files)).toEqual([])
  })

  test('a cycle is found', () => {
    const cycle = {
      'src/http/a.ts': "import { b } from './b.ts'",
      'src/http/b.ts': "import { c } from './c.ts'",
      'src/http/c.ts': "import type { A } from './a.ts'",
      'src/http/d.ts': "import { a } from './a.ts'",
    }
    expect(cyclesOf(structure(cycle))).toEqual([['src/http/a.ts', 'src/http/b.ts', 'src/http/c.ts']])
  })
})

describe('purity', () => {
  test('the pure folders have no effects', () => {
    expect(impurities(sources)).toEqual([])
  })

  test('an effect is found in the file itself and in what it imports', () => {
    const impure = new Map([
      ['src/polling/a.ts', "import { b } from '../runtime/b.ts'"],
      ['src/runtime/b.ts', "import { c } from './c.ts'"],
      ['src/runtime/c.ts', 'setTimeout(() => undefined, 1)'],
      ['src/report/d.ts', "import { readFile } from 'node:fs/promises'"],
      ['src/report/e.ts', "import type { C } from '../runtime/c.ts'"],
    ])
    expect(impurities(impure)).toEqual([
      'src/polling/a.ts is not pure: src/runtime/c.ts uses setTimeout.',
      'src/report/d.ts is not pure: src/report/d.ts uses import node:fs/promises.',
    ])
  })
})

describe('borders', () => {
  test('source files use only what they are allowed to use', () => {
    expect([...sources].flatMap(([path, source]) => violationsOf(path, source))).toEqual([])
  })

  test.each([
    ['src/report/log.ts', "import * as core from '@actions/core'", 'only main.ts and conclude.ts talk'],
    [
      'src/http/session.ts',
      "import { HttpClient } from '@actions/http-client'",
      'only one file uses the HTTP client',
    ],
    [
      'src/main.ts',
      "const artifact = await import('@actions/artifact')",
      'only one file uses the artifact client',
    ],
    ['src/download/folder.ts', "import { connect } from 'node:net'", 'sockets belong to'],
    ['src/main.ts', "await fetch('https://example.com')", 'requests go through src/http'],
    ['src/main.ts', "const name = 'x'; await import(name)", 'only bundled code runs'],
    ['src/main.ts', "import { execFile } from 'node:child_process'", 'only bundled code runs'],
    ['src/runtime/lifecycle.ts', 'const { FAST } = process.env', 'the environment is a parameter'],
    ['src/polling/schedule.ts', 'const delay = Math.random()', 'randomness is a parameter'],
    ['src/main.ts', 'globalThis.fast = true', 'globals are parameters'],
    ['src/http/client.ts', 'const now = new Date()', 'time is a Clock'],
    ['src/http/client.ts', 'const signal = AbortSignal.timeout(1000)', 'time is a Clock'],
    ['src/http/client.ts', 'const later = setTimeout', 'time is a Clock'],
    ['src/http/client.ts', "import { setTimeout as sleep } from 'node:timers/promises'", 'time is a Clock'],
    [
      'src/main.ts',
      "import type { Simulator } from '../simulator/simulator.ts'",
      'does not depend on its tests and tools',
    ],
  ])('%s may not contain %s', (path, source, why) => {
    const violations = violationsOf(path, source)
    expect(violations).toContainEqual(expect.stringContaining(why))
    for (const violation of violations) expect(violation).toContain(`${path} uses `)
  })

  test.each([
    ['src/providers/snyk.ts', "import { parse } from 'yaml'\nimport { get } from './response.ts'"],
    ['src/report/log.ts', 'const date = new Date(0)\nconst ms = Date.parse("2026-01-01")'],
    ['src/report/log.ts', '// process.env and fetch() in a comment\nconst text = "process.env"'],
  ])('%s may contain %j', (path, source) => {
    expect(violationsOf(path, source)).toEqual([])
  })
})
