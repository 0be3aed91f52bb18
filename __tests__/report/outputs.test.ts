import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setOutput } from '@actions/core'
import fc from 'fast-check'
import type { Outcome } from '../../src/exports/outcome.ts'
import { failedOutcome, OUTCOME_STATUSES } from '../../src/exports/outcome.ts'
import { FAILURE_CODES } from '../../src/failures/export-error.ts'
import { inputTable } from '../../src/inputs/table.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import type { OutputName } from '../../src/report/outputs.ts'
import { contractWords, OUTPUT_NAMES, outputsOf } from '../../src/report/outputs.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { fuzzRuns, hostileText } from '../support/fuzz.ts'
import {
  exportRequest,
  failure,
  jobStatus,
  localFile,
  outcome,
  waitRecord,
} from '../support/report-values.ts'
import { envFileValues, maskedByRunner } from '../support/runner-oracles.ts'

const unchanged = (text: string): string => text
const EMPTY: Readonly<Record<OutputName, string>> = {
  status: 'error',
  'failure-code': '',
  'failure-reason': '',
  'provider-status': '',
  'export-id': '',
  'request-id': '',
  path: '',
  file: '',
  files: '[]',
  'file-count': '0',
  size: '0',
  sha256: '',
  'row-count': '',
  partial: 'false',
  'started-at': '',
  'finished-at': '',
  'expires-at': '',
  details: '{}',
  'download-url': '',
  'artifact-id': '',
  'artifact-name': '',
  'artifact-url': '',
  'artifact-digest': '',
  polls: '0',
  'waited-seconds': '0',
}
const SUCCESS = {
  ...EMPTY,
  status: 'succeeded',
  'provider-status': 'FINISHED',
  'export-id': 'export-1',
  'request-id': 'request-1',
  path: '/runner/exports',
  file: '/runner/exports/data.csv',
  files: `[{"path":"/runner/exports/data.csv","name":"data.csv","size":1328,"sha256":"${'ab'.repeat(32)}"}]`,
  'file-count': '1',
  size: '1328',
  sha256: 'ab'.repeat(32),
  'row-count': '1061',
  'started-at': '2026-01-02T03:04:05Z',
  'finished-at': '2026-01-02T03:05:06Z',
  details: '{"status":"FINISHED"}',
  polls: '12',
  'waited-seconds': '61.235',
}
const [file] = outcome().files

function changed(fields: Partial<Outcome>): Partial<Record<OutputName, string>> {
  const outputs = Object.entries(outputsOf(outcome(fields), exportRequest(), unchanged))
  return Object.fromEntries(outputs.filter(([name, value]) => value !== SUCCESS[name as OutputName]))
}

describe('outputsOf', () => {
  test('sets every output of a success, in the order of the contract', () => {
    const outputs = outputsOf(outcome(), exportRequest(), unchanged)
    expect(outputs).toEqual(SUCCESS)
    expect(Object.keys(EMPTY)).toEqual([...OUTPUT_NAMES])
    expect(Object.keys(outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
  })

  test('I03 sets every output if the inputs are wrong', () => {
    const wrong = failure({ code: 'input', reason: 'timeout is missing its unit.', requestId: '' })
    expect(outputsOf(failedOutcome(wrong), undefined, unchanged)).toEqual({
      ...EMPTY,
      'failure-code': 'input',
      'failure-reason': 'timeout is missing its unit.',
    })
  })

  test.each<[string, Partial<Outcome>, Partial<Record<OutputName, string>>]>([
    [
      'S05 a failed export',
      {
        status: 'failed',
        failure: failure({ code: 'export-failed', reason: 'Too\nlarge' }),
        wait: waitRecord({ last: jobStatus({ phase: 'failed', providerStatus: 'ERROR' }) }),
      },
      {
        status: 'failed',
        'failure-code': 'export-failed',
        'failure-reason': 'Too\\nlarge',
        'request-id': 'request-9',
        'provider-status': 'ERROR',
      },
    ],
    [
      'a failure without a request ID',
      { status: 'error', failure: failure({ reason: 'x', requestId: '' }) },
      { status: 'error', 'failure-code': 'download', 'failure-reason': 'x' },
    ],
    [
      'several files',
      {
        files: [
          localFile({ path: '/runner/a', name: 'a', size: 1, sha256: 'aa' }),
          localFile({ path: '/runner/b', name: 'b', size: 2, sha256: 'bb' }),
        ],
      },
      {
        file: '',
        files:
          '[{"path":"/runner/a","name":"a","size":1,"sha256":"aa"},{"path":"/runner/b","name":"b","size":2,"sha256":"bb"}]',
        'file-count': '2',
        size: '3',
        sha256: '',
      },
    ],
    [
      'signed links',
      { files: [], downloadUrls: ['https://x.example/a?sig=1', 'https://x.example/b c\n?sig=2'] },
      {
        path: '',
        file: '',
        files: '[]',
        'file-count': '0',
        size: '0',
        sha256: '',
        'download-url': 'https://x.example/a?sig=1\nhttps://x.example/b%20c%0A?sig=2',
      },
    ],
    [
      'a partial export',
      { wait: waitRecord({ last: jobStatus({ failedParts: ['RULE'], expiresAt: '2026-02-01' }) }) },
      { partial: 'true', 'expires-at': '2026-02-01' },
    ],
    ['an unknown number of rows', { rowCount: undefined }, { 'row-count': '' }],
    ['no rows', { rowCount: 0 }, { 'row-count': '0' }],
    [
      'an artifact',
      { artifact: { id: 7, name: 'export', url: 'https://github.com/o/r/artifacts/7', digest: 'cd' } },
      {
        'artifact-id': '7',
        'artifact-name': 'export',
        'artifact-url': 'https://github.com/o/r/artifacts/7',
        'artifact-digest': 'cd',
      },
    ],
    ['whole seconds', { wait: waitRecord({ waitedMs: 5000 }) }, { 'waited-seconds': '5' }],
  ])('reports %s', (_, fields, expected) => {
    expect(changed(fields)).toEqual(expected)
  })

  test('keeps details within 64 KiB by omitting the largest fields', () => {
    const details = {
      log: 'x'.repeat(70_000),
      notes: 'ü'.repeat(20_000),
      names: 'ü'.repeat(20_000),
      progress: 40,
    }
    const text = changed({ wait: waitRecord({ last: jobStatus({ details }) }) }).details ?? ''
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64 * 1024)
    expect(Object.keys(JSON.parse(text))).toEqual(['notes', 'progress'])
  })

  test('A13 L07 only download-url contains a secret, so the runner passes all other outputs to later jobs', () => {
    const secret = fc.stringMatching(/^[\w.~+/=-]{16,40}$/).filter(text => new Set(text).size > 8)
    fc.assert(
      fc.property(secret, hostileText, (token, around) => {
        const masks: string[] = []
        const { add, redact } = createVault(form => masks.push(form))
        add(token)
        const text = `${around}${token}${around}`
        const url = `https://x.example/?sig=${encodeURIComponent(token)}`
        const outputs = outputsOf(everywhere(text, url), exportRequestWith(token), redact)
        for (const [name, value] of Object.entries(outputs))
          if (name !== 'download-url') expect(maskedByRunner(value, masks)).toBe(value)
        expect(maskedByRunner(outputs['download-url'], masks)).not.toBe(outputs['download-url'])
      }),
      fuzzRuns(100),
    )
  })
})

describe('contractWords', () => {
  const masks: string[] = []
  const vault = createVault(form => masks.push(form), contractWords(PROVIDERS))

  test.each([
    ...PROVIDERS.flatMap(({ id, statuses }) => [id, ...Object.values(statuses).flat()]),
    ...OUTCOME_STATUSES,
    ...FAILURE_CODES,
    ...Object.keys(inputTable(PROVIDERS)),
    'Completed',
    'SailPoint',
  ])('A13 the word %s is never masked, even as a password', word => {
    vault.add(word)
    vault.add(word, 'rotating')
    expect(masks).not.toContain(word)
    expect(vault.redact(`status ${word}`)).toBe(`status ${word}`)
  })

  test('A13 a secret that contains such a word is masked', () => {
    vault.addPair('user', 'succeeded-2026')
    expect(vault.redact('succeeded-2026 succeeded')).toBe('*** succeeded')
  })
})

describe('as the runner reads them', () => {
  let folder = ''
  const before = process.env.GITHUB_OUTPUT

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outputs-'))
  })

  afterEach(async () => {
    if (before === undefined) delete process.env.GITHUB_OUTPUT
    else process.env.GITHUB_OUTPUT = before
    await rm(folder, { recursive: true })
  })

  test('L05 every value is read back unchanged, on one line', async () => {
    const path = join(folder, 'output')
    process.env.GITHUB_OUTPUT = path
    await fc.assert(
      fc.asyncProperty(hostileText, async text => {
        await writeFile(path, '')
        const outputs = outputsOf(everywhere(text, 'https://x.example/?sig=1'), exportRequest(), unchanged)
        for (const [name, value] of Object.entries(outputs)) setOutput(name, value)
        expect(envFileValues(await readFile(path, 'utf8'))).toEqual(outputs)
        for (const value of Object.values(outputs)) expect(value).not.toMatch(/[\n\r\u0085\u2028\u2029]/)
        const [{ name }] = JSON.parse(outputs.files)
        expect(name).toBe(text)
        expect(JSON.parse(outputs.details).text).toBe(text)
      }),
      fuzzRuns(100),
    )
  })
})

/** A failed outcome with the text in every place that a server can fill. */
function everywhere(text: string, url: string): Outcome {
  const last = jobStatus({
    providerStatus: text,
    requestId: text,
    startedAt: text,
    finishedAt: text,
    expiresAt: text,
    failedParts: [text],
    details: { text, list: [text], [`key ${text}`]: 1 },
  })
  return outcome({
    status: 'error',
    failure: failure({ reason: text, requestId: text }),
    exportId: text,
    wait: waitRecord({ last }),
    files: file ? [{ ...file, name: text }] : [],
    downloadUrls: [url],
  })
}

function exportRequestWith(token: string): ReturnType<typeof exportRequest> {
  return exportRequest({ folder: `/runner/${token}` })
}
