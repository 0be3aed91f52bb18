import { ok } from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setOutput } from '@actions/core'
import fc from 'fast-check'
import { readEnvFile } from '../../simulator/env-file.ts'
import { plainLine } from '../../src/failures/plain.ts'
import { outputsOf, stepValues } from '../../src/report/outputs.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { campaign } from '../support/campaign.ts'
import { hostileText } from '../support/fuzz.ts'
import { failure, jobStatus, outcome, waitRecord } from '../support/report-values.ts'
import { commandsIn, envFileValues, runnerLines } from '../support/runner-oracles.ts'

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

campaign('L01 L02 hostile strings through the log sanitiser', {
  full: 1_000_000,
  property: fc.property(hostileText, fc.integer({ min: 1, max: 200 }), (text, maxChars) => {
    const line = plainLine(text, maxChars)
    return (
      commandsIn(line).length === 0 &&
      runnerLines(line).length === 1 &&
      !HIDDEN.test(line) &&
      line.length <= maxChars
    )
  }),
})

const SECRET_UNIT = fc.constantFrom(
  ...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~+/=!$&"\'<> ü€',
)
const secretText = fc
  .array(SECRET_UNIT, { minLength: 30, maxLength: 60 })
  .map(units => units.join(''))
  .filter(text => text.trim() === text && new Set(text.toLowerCase().replaceAll(/[-+\s"']/g, '')).size >= 8)

const ECHOES: readonly ((secret: string) => string)[] = [
  secret => secret,
  encodeURIComponent,
  secret => new URLSearchParams({ s: secret }).toString().slice(2),
  secret => JSON.stringify(secret).slice(1, -1),
  secret => Buffer.from(secret).toString('base64'),
  secret => Buffer.from(secret).toString('base64url'),
  secret => Buffer.from(secret).toString('hex'),
  secret => secret.slice(0, 30),
  secret => secret.slice(-30),
]

campaign('A13 secrets in hostile strings through the redactor', {
  full: 200_000,
  property: fc.property(
    secretText,
    hostileText,
    hostileText,
    fc.constantFrom(...ECHOES),
    (secret, before, after, encode) => {
      const { add: keep, redact } = createVault(() => undefined)
      keep(secret)
      const echo = encode(secret)
      const redacted = redact(before + echo + after)
      return !redacted.includes(echo)
    },
  ),
})

describe('the output file', () => {
  const before = process.env.GITHUB_OUTPUT
  let path = ''

  beforeAll(async () => {
    const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'await-export-fuzz-'))
    path = join(folder, 'output')
    process.env.GITHUB_OUTPUT = path
  })

  afterAll(async () => {
    if (before === undefined) delete process.env.GITHUB_OUTPUT
    else process.env.GITHUB_OUTPUT = before
    await rm(join(path, '..'), { recursive: true })
  })

  campaign('L05 outputs back from the file that the runner reads', {
    full: 200_000,
    property: fc.asyncProperty(hostileText, async text => {
      await writeFile(path, '')
      const outputs = outputsOf(
        stepValues(failedWith(text), unchanged => unchanged),
        [],
        '/m.json',
      )
      for (const [name, value] of Object.entries(outputs)) setOutput(name, value)
      const values = envFileValues(await readFile(path, 'utf8'))
      for (const [name, value] of Object.entries(outputs))
        ok(values[name] === value && !/[\n\r\u0085\u2028\u2029]/.test(value), name)
      ok(Object.keys(values).length === Object.keys(outputs).length)
      ok(JSON.parse(outputs.details).text === text)
    }),
  })
})

/** A failed outcome with the text in every place that a server can fill. */
function failedWith(text: string) {
  const texts = { word: text, requestId: text, startedAt: text, finishedAt: text, expiresAt: text }
  const last = jobStatus({ ...texts, failedParts: [text], details: { text, [`key ${text}`]: [text] } })
  return outcome({
    status: 'error',
    failure: failure({ reason: text, requestId: text }),
    wait: waitRecord({ last }),
    files: [],
  })
}

const line = hostileText.map(text => text.replaceAll(/[\r\n]/g, ''))
const entry = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9-]{0,15}$/),
  lines: fc.array(line, { maxLength: 4 }),
  delimiter: fc.stringMatching(/^ghadelimiter_[0-9a-f]{16}$/),
})

campaign('files of outputs through the reader of the demo', {
  full: 100_000,
  property: fc.property(fc.uniqueArray(entry, { selector: ({ name }) => name, maxLength: 5 }), entries => {
    const text = entries
      .map(({ name, lines, delimiter }) => [`${name}<<${delimiter}`, ...lines, delimiter, ''].join('\n'))
      .join('')
    const values = readEnvFile(text)
    return (
      Object.keys(values).length === entries.length &&
      entries.every(({ name, lines }) => values[name] === lines.join('\n')) &&
      JSON.stringify(values) === JSON.stringify(envFileValues(text))
    )
  }),
})
