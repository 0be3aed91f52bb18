import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { breachesOf } from '../../scripts/borders.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const sources = globSync('src/**/*.ts', { cwd: root }).map(path => path.replaceAll('\\', '/'))
const textOf = (path: string) => readFileSync(`${root}${path}`, 'utf8')

test('every source file keeps to its place', () => {
  expect(sources).toContain('src/index.ts')
  expect(sources.flatMap(path => breachesOf(path, textOf(path)))).toEqual([])
})

describe('what is found', () => {
  test.each([
    ['src/report/log.ts', "import * as core from '@actions/core'", 'main.ts alone talks to the runner'],
    [
      'src/http/session.ts',
      "import { HttpClient } from '@actions/http-client'",
      'one file knows the HTTP client',
    ],
    [
      'src/main.ts',
      "const artifact = await import('@actions/artifact')",
      'one file knows the artifact client',
    ],
    ['src/http/session.ts', "import { readFile } from 'node:fs/promises'", 'files are touched where'],
    ['src/http/session.ts', "import { readFileSync } from 'fs'", 'files are touched where'],
    ['src/download/folder.ts', "import { connect } from 'node:net'", 'sockets belong to'],
    ['src/main.ts', "await fetch('https://example.com')", 'requests go through src/http'],
    ['src/main.ts', "const name = 'x'; await import(name)", 'what runs is what was built'],
    ['src/main.ts', "import { execFile } from 'node:child_process'", 'what runs is what was built'],
    [
      'src/download/folder.ts',
      "import { setFlagsFromString } from 'node:v8'",
      'one file knows how the memory',
    ],
    ['src/runtime/lifecycle.ts', 'const fast = process.env.FAST', 'the environment comes in'],
    ['src/runtime/lifecycle.ts', 'const { FAST } = process.env', 'the environment comes in'],
    ['src/http/client.ts', 'process.exit(1)', 'few files know the process'],
    ['src/polling/schedule.ts', 'const gap = Math.random()', 'chance comes in'],
    ['src/main.ts', 'globalThis.fast = true', 'the world comes in'],
    ['src/runtime/lifecycle.ts', 'const now = Date.now()', 'time comes in'],
    ['src/runtime/lifecycle.ts', 'const now = new Date()', 'time comes in'],
    ['src/http/client.ts', 'const signal = AbortSignal.timeout(1000)', 'time comes in'],
    ['src/http/client.ts', 'setTimeout(() => undefined, 1000)', 'time comes in'],
    ['src/http/client.ts', 'const later = setTimeout', 'time comes in'],
    ['src/http/client.ts', "import { setTimeout as sleep } from 'node:timers/promises'", 'time comes in'],
    ['src/exports/await-export.ts', "import { createHash } from 'node:crypto'", 'this place computes only'],
    [
      'src/exports/await-export.ts',
      "import { downloadAll } from './download/download.ts'",
      'this place computes only',
    ],
    ['src/providers/snyk.ts', "export * from '../http/problem.ts'", 'this place computes only'],
    ['src/artifact/upload.ts', "import { downloadAll } from '../download/download.ts'", 'ports.ts alone'],
    ['src/http/session.ts', "import { uploadArtifact } from '../artifact/upload.ts'", 'ports.ts alone'],
    [
      'src/main.ts',
      "import { startSimulator } from '../simulator/simulator.ts'",
      'knows nothing of what tests it',
    ],
    [
      'src/main.ts',
      "import type { Simulator } from '../simulator/simulator.ts'",
      'knows nothing of what tests it',
    ],
  ])('in %s: %s', (path, source, why) => {
    const breaches = breachesOf(path, source)
    expect(breaches).toContainEqual(expect.stringContaining(why))
    for (const breach of breaches) expect(breach).toContain(`${path} uses `)
  })
})

describe('what is allowed', () => {
  test.each([
    ['src/providers/snyk.ts', "import * as v from '@badrap/valita'\nimport { get } from './answer.ts'"],
    ['src/providers/snyk.ts', "import type { Grant } from '../http/auth.ts'"],
    ['src/report/log.ts', 'const date = new Date(0)\nconst ms = Date.parse("2026-01-01")'],
    ['src/report/log.ts', '// process.env and fetch() in a comment\nconst text = "process.env"'],
  ])('in %s: %s', (path, source) => {
    expect(breachesOf(path, source)).toEqual([])
  })
})
