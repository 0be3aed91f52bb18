import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setOutput } from '@actions/core'
import fc from 'fast-check'
import type { StepOutcome } from '../../src/exports/outcome.ts'
import { failedStep, OUTCOME_STATUSES } from '../../src/exports/outcome.ts'
import { FAILURE_CODES } from '../../src/failures/export-error.ts'
import { inputTable } from '../../src/inputs/table.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import type { OutputName } from '../../src/report/outputs.ts'
import {
  contractWords,
  fittingOutputs,
  manifestText,
  OUTPUT_NAMES,
  outputsOf,
  stepValues,
} from '../../src/report/outputs.ts'
import type { Redact } from '../../src/secrets/redactor.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { fuzzRuns, hostileText } from '../support/fuzz.ts'
import { failure, jobStatus, localFile, outcome, waitRecord } from '../support/report-values.ts'
import { envFileValues, maskedByRunner } from '../support/runner-oracles.ts'
import { stepsOf } from '../support/steps.ts'

const MANIFEST = '/runner/await-export-0a1b2c3d.json'
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
  exports: '[]',
  'download-url': '',
  'artifact-id': '',
  'artifact-name': '',
  'artifact-url': '',
  'artifact-digest': '',
  polls: '0',
  'waited-seconds': '0',
  manifest: MANIFEST,
}
const SUCCESS = {
  ...EMPTY,
  status: 'succeeded',
  'provider-status': 'FINISHED',
  'export-id': 'export-1',
  'request-id': 'request-1',
  path: '/runner/exports',
  file: '/runner/exports/data.csv',
  files: `[{"exportId":"export-1","path":"/runner/exports/data.csv","name":"data.csv","size":1328,"sha256":"${'ab'.repeat(32)}","verifiedBy":"declared-size"}]`,
  'file-count': '1',
  size: '1328',
  sha256: 'ab'.repeat(32),
  'row-count': '1061',
  'started-at': '2026-01-02T03:04:05Z',
  'finished-at': '2026-01-02T03:05:06Z',
  details: '{"status":"FINISHED"}',
  polls: '12',
  'waited-seconds': '61.235',
  manifest: MANIFEST,
}
const [file] = outcome().files

const outputsWith = (step: StepOutcome, redact: Redact) =>
  outputsOf(stepValues(step, redact), step.downloadUrls, MANIFEST)

function changed(fields: Partial<StepOutcome>): Partial<Record<OutputName, string>> {
  const outputs = Object.entries(outputsWith(outcome(fields), unchanged))
  return Object.fromEntries(
    outputs.filter(([name, value]) => name !== 'exports' && value !== SUCCESS[name as OutputName]),
  )
}

describe('outputsOf', () => {
  test('sets every output of a success, in the order of the contract', () => {
    const outputs = outputsWith(outcome(), unchanged)
    const { exports, ...others } = outputs
    expect({ ...others, exports: '[]' }).toEqual(SUCCESS)
    expect(JSON.parse(exports)).toMatchObject([
      { id: 'export-1', adopted: false, status: 'succeeded', providerStatus: 'FINISHED', rowCount: 1061 },
    ])
    expect(Object.keys(EMPTY)).toEqual([...OUTPUT_NAMES])
    expect(Object.keys(outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
  })

  test('I03 sets every output if the inputs are wrong', () => {
    const wrong = failure({ code: 'input', reason: '2 inputs are wrong:\n- timeout\n- path', requestId: '' })
    expect(outputsWith(failedStep(wrong), unchanged)).toEqual({
      ...EMPTY,
      'failure-code': 'input',
      'failure-reason': '2 inputs are wrong: - timeout - path',
    })
  })

  test.each<[string, Partial<StepOutcome>, Partial<Record<OutputName, string>>]>([
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
          '[{"exportId":"export-1","path":"/runner/a","name":"a","size":1,"sha256":"aa","verifiedBy":"declared-size"},{"exportId":"export-1","path":"/runner/b","name":"b","size":2,"sha256":"bb","verifiedBy":"declared-size"}]',
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

  test('A23 48,000 fields take at most twice the steps of 24,000, and those that fit are redacted once', async () => {
    const stepWith = (count: number) => {
      const details = Object.fromEntries(Array.from({ length: count }, (_, n) => [`field${n}`, `value ${n}`]))
      return outcome({ wait: waitRecord({ last: jobStatus({ details }) }) })
    }
    let redactions = 0
    const counting = (text: string) => {
      redactions += 1
      return text
    }
    const report = (step: StepOutcome) => () => {
      const values = stepValues(step, counting)
      manifestText(values)
      return outputsOf(values, [], MANIFEST).details
    }
    const [one, two] = [stepWith(24_000), stepWith(48_000)]
    const steps = await stepsOf([report(one), report(two)])
    expect(steps[1]).toBeLessThan(2.3 * (steps[0] ?? 0))
    redactions = 0
    expect(report(two)().length).toBeGreaterThan(60_000)
    // A field has a name and a value, and 64 KiB have room for 2,700 of these.
    expect(redactions).toBeLessThan(6000)
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
        const outputs = outputsWith(everywhere(text, url, { files: [], exportId: 'export-1' }), redact)
        for (const [name, value] of Object.entries(outputs))
          if (name !== 'download-url') expect(maskedByRunner(value, masks)).toBe(value)
        expect(maskedByRunner(outputs['download-url'], masks)).not.toBe(outputs['download-url'])
      }),
      fuzzRuns(100),
    )
  })
})

describe('values that later steps need', () => {
  const redact = (text: string) => text.replaceAll('automation', '***')
  const named = outcome({
    exportId: 'automation-1',
    folder: '/w/automation/exports',
    files: [localFile({ path: '/w/automation/exports/automation.csv', name: 'automation.csv' })],
    artifact: { id: 7, name: 'automation', url: 'https://github.com/automation', digest: '' },
    wait: waitRecord({ last: jobStatus({ providerStatus: 'automation' }) }),
  })

  test('L09 IDs, paths and names are not redacted, server text is', () => {
    const outputs = outputsWith(named, redact)
    expect(outputs).toMatchObject({
      'export-id': 'automation-1',
      path: '/w/automation/exports',
      file: '/w/automation/exports/automation.csv',
      'artifact-name': 'automation',
      'provider-status': '***',
    })
    expect(JSON.parse(outputs.files)).toMatchObject([{ path: '/w/automation/exports/automation.csv' }])
  })

  test('L10 the manifest has every output but the links, typed', () => {
    const text = manifestText(stepValues({ ...named, downloadUrls: ['https://x.example/?sig=1'] }, redact))
    const manifest = JSON.parse(text)
    const names = Object.keys(manifest).map(name =>
      name.replaceAll(/[A-Z]/g, unit => `-${unit.toLowerCase()}`),
    )
    const others = OUTPUT_NAMES.filter(name => name !== 'download-url' && name !== 'manifest')
    expect(names.sort()).toEqual(['version', ...others].sort())
    expect(manifest).toMatchObject({
      version: 1,
      exportId: 'automation-1',
      providerStatus: '***',
      files: [{ size: 3, verifiedBy: 'declared-size' }],
      rowCount: 1061,
      partial: false,
      artifactId: 7,
      exports: [{ id: 'automation-1', providerStatus: '***', fileCount: 1, rowCount: 1061 }],
    })
    expect(text).not.toContain('sig=')
  })

  test('L10 the manifest of a step with wrong inputs has no export', () => {
    const manifest = JSON.parse(manifestText(stepValues(failedStep(failure({ code: 'input' })), redact)))
    expect(manifest).toMatchObject({
      version: 1,
      status: 'error',
      failureCode: 'input',
      rowCount: null,
      exports: [],
    })
  })

  const long = (chars: number) => ({
    ...EMPTY,
    files: 'x'.repeat(chars),
    details: 'x'.repeat(chars),
    'download-url': 'é'.repeat(chars / 2),
  })

  test.each([
    [96 * 1024, false, true],
    [96 * 1024 + 2, false, false],
    [32_000, true, true],
    [64_002, true, false],
  ])('L11 outputs of %i characters, on Windows: %p, are kept: %p', (chars, isWindows, areKept) => {
    const { outputs, warning } = fittingOutputs(long(chars), isWindows)
    for (const name of ['files', 'details', 'download-url'] as const)
      expect([name, outputs[name] !== '']).toEqual([name, areKept])
    expect(warning === undefined).toBe(areKept)
    if (!areKept) expect(warning).toMatch(/output manifest.*download: true/)
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
        const outputs = outputsWith(everywhere(text, 'https://x.example/?sig=1'), unchanged)
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
function everywhere(text: string, url: string, fields: Partial<StepOutcome> = {}): StepOutcome {
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
    ...fields,
  })
}
