import fc from 'fast-check'
import type { Outcome, StepOutcome } from '../../src/exports/outcome.ts'
import { failedStep, stepOutcome } from '../../src/exports/outcome.ts'
import { plainLine } from '../../src/failures/plain.ts'
import type { ExportRequest } from '../../src/inputs/request.ts'
import { summaryOf } from '../../src/report/summary.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { fuzzRuns, hostileText } from '../support/fuzz.ts'
import { renderMarkdown, tagsOf, textNodesOf, visibleText } from '../support/markdown.ts'
import {
  exportRequest,
  failure,
  jobStatus,
  localFile,
  outcome,
  waitRecord,
} from '../support/report-values.ts'

const MAX_BYTES = 64 * 1024
/** What GitHub turns into a mention, a reference, an emoji or a link within one text node. */
const LIVE = /[@#:][\p{L}\d+_-]|GH-\d|:\/\/|www\.\w/u
const HIDDEN = /[\p{Cf}\p{Zl}\p{Zp}]/u
const unchanged = (text: string): string => text
const summarize = (ended: StepOutcome, of: ExportRequest | undefined = request, redact = unchanged) =>
  summaryOf(ended, of, redact, 75_000)
const request = exportRequest()
const artifact = {
  id: 7,
  name: 'snyk-export-1',
  url: 'https://github.com/octo/cat/actions/runs/1/artifacts/7',
  digest: 'cd'.repeat(32),
}

/** No-break spaces, which keep a bar in its place. */
const nbsp = (count: number): string => '\u00a0'.repeat(count)

/** The summary as a reader sees it, one line per block and table row. */
function shown(fields: Partial<StepOutcome>): readonly string[] {
  const html = renderMarkdown(summarize(outcome(fields)))
  const lines = html
    .replaceAll(/<\/t[hd]>(?=<t)/g, ' | ')
    .split(/<\/?(?:tr|table|h3|p|li|ul|blockquote|details|summary)>|\n/)
  return lines.map(line => visibleText(line).replaceAll(/^[ \n]+|[ \n]+$/g, '')).filter(line => line !== '')
}

describe('the summary', () => {
  test('of a success', () => {
    expect(shown({ artifact })).toEqual([
      '✅ Snyk export: 1 file, 1.33 kB, 1,061 rows',
      'Finished in 1 min 15 s.',
      '⬇️ snyk-export-1',
      'File | Size | SHA-256 | Verified by',
      'data.csv | 1.33 kB | abababababab… | declared size',
      'Status | Time | Timeline',
      `STARTED | 30 s | ${'█'.repeat(10)}${nbsp(14)}`,
      `⚠️ HTTP 503 ×1 | 3 s | ${nbsp(9)}█${nbsp(14)}`,
      `STARTED | 28.2 s | ${nbsp(10)}${'█'.repeat(9)}${nbsp(5)}`,
      `FINISHED |  | ${nbsp(19)}█${nbsp(4)}`,
      `Download | 12 s | ${nbsp(19)}████${nbsp(1)}`,
      `Upload | 2.5 s | ${nbsp(23)}█`,
      'Details',
      'Export | export-1',
      'Polls | 12: STARTED ×10, HTTP 503 ×1, FINISHED ×1',
      'Started | 2 Jan 2026 03:04:05 UTC',
      'Finished | 2 Jan 2026 03:05:06 UTC',
      'Folder | /runner/exports',
      `Artifact SHA-256 | ${'cd'.repeat(32)}`,
      'Request ID | request-1',
    ])
  })

  test('of a timeout', () => {
    const last = jobStatus({ providerStatus: 'STARTED', phase: 'waiting', startedAt: '', finishedAt: '' })
    const late = failure({ code: 'timed-out', reason: 'It is still running.', hint: 'Run it again.' })
    const timeline = [{ label: 'STARTED', isFailure: false, polls: 38, fromMs: 0 }]
    const wait = waitRecord({ last, observed: { STARTED: 38 }, timeline })
    expect(shown({ status: 'timed-out', failure: late, wait, files: [], rowCount: undefined })).toEqual([
      '⏱️ Snyk export: still running after 30 min',
      '[!CAUTION]',
      'It is still running.',
      'Run it again.',
      'Status | Time | Timeline',
      `STARTED | 1 min 01 s | ${'█'.repeat(24)}`,
      'Details',
      'Export | export-1',
      'Polls | 12: STARTED ×38',
      'Request ID | request-1',
      'Snyk export documentation · Request ID: request-9 · failure-code: timed-out',
    ])
  })

  test('begins with the words of the provider if it reports a failed export', () => {
    const last = jobStatus({ reason: 'object type WORKFLOW is not licensed' })
    const reported = failure({ code: 'export-failed', reason: 'The provider reported that it failed.' })
    expect(shown({ failure: reported, wait: waitRecord({ last }) })).toEqual(
      expect.arrayContaining(['Snyk export reported: object type WORKFLOW is not licensed']),
    )
  })

  test('of wrong inputs shows no export', () => {
    const wrong = failure({ code: 'input', reason: 'timeout: "5" has no unit.', hint: '', requestId: '' })
    const start = failedStep(wrong)
    const html = renderMarkdown(summaryOf(start, undefined, unchanged, 10))
    expect(visibleText(html).split('\n').filter(Boolean)).toEqual([
      '❌ Await Export could not start',
      '[!CAUTION]',
      'timeout: "5" has no unit.',
      'failure-code: input',
    ])
  })

  test.each<[string, Partial<StepOutcome>, string]>([
    ['failed', { failure: failure({ code: 'export-failed' }) }, '❌ Snyk export: failed'],
    ['cancelled', { failure: failure({ code: 'export-cancelled' }) }, '🚫 Snyk export: cancelled'],
    [
      'a timeout without any status',
      { failure: failure({ code: 'timed-out' }), wait: waitRecord({ last: undefined }) },
      '⏱️ Snyk export: no status after 30 min',
    ],
    ['aborted', { failure: failure({ code: 'aborted' }) }, '🛑 Snyk export: step cancelled'],
    ['error', { failure: failure({ code: 'auth' }) }, '❌ Snyk export: step failed'],
    ['empty', { failure: failure({ code: 'empty' }) }, '❌ Snyk export: empty'],
    ['partial', { failure: failure({ code: 'partial' }) }, '❌ Snyk export: partial, 0 parts failed'],
    ['download', { failure: failure() }, '❌ Snyk export: download failed'],
    ['upload', { failure: failure({ code: 'upload' }) }, '❌ Snyk export: artifact upload failed'],
    [
      'a failure with overrides',
      { failure: failure({ code: 'export-failed' }), overrides: ['x'] },
      '❌ Snyk export: failed',
    ],
    ['overrides', { overrides: ['if-empty: warn'] }, '⚠️ Snyk export: 1 file, 1.33 kB, 1,061 rows'],
  ])('has a heading for the ending: %s', (_, fields, heading) => {
    expect(shown(fields)[0]).toBe(heading)
  })

  test('D36 shows where only the last chunk of a transfer vouches for a file', () => {
    const files = [localFile({ verifiedBy: 'chunked' }), localFile({ verifiedBy: 'structure' })]
    const lines = shown({ files })
    expect(lines).toContain('a.csv | 3 B | abababababab… | ⚠️ last chunk only')
    expect(lines).toContain('a.csv | 3 B | abababababab… | its structure')
    expect(lines.join()).toContain('1 file came without a length or a checksum: only the last chunk')
    expect(shown({ files: files.slice(1) }).join()).not.toContain('last chunk')
  })

  test('A13 I07 lists the problems of inputs, with unchanged values, which the runner can mask', () => {
    const reason = [
      '2 inputs are wrong:',
      '- timeout: `Pa$$w0rd_<b>*x*` has no unit. Use *30m*.',
      '- org-id: `known-secret` is not a UUID.',
    ].join('\n')
    const wrong = failure({ code: 'input', reason, hint: 'Correct the step.', requestId: '' })
    const redact = (text: string) => text.replaceAll('known-secret', '***')
    const summary = summaryOf(outcome({ status: 'error', failure: wrong }), undefined, redact, 10)
    expect(summary).toContain('> - timeout')
    expect(summary).toContain('`Pa$$w0rd_<b>*x*`')
    expect(summary).toContain('`***`')
    expect(summary).not.toContain('known-secret')
    const html = renderMarkdown(summary)
    expect(html).toContain('<code>Pa$$w0rd_&lt;b&gt;*x*</code> has no unit.')
    expect(html).not.toContain('<em>')
  })

  test('lists what the inputs allowed', () => {
    for (const fields of [{}, { failure: failure() }])
      expect(shown({ ...fields, overrides: ['if-empty: warn. The export is empty.', 'another'] })).toEqual(
        expect.arrayContaining([
          "Allowed by this step's inputs:",
          'if-empty: warn. The export is empty.',
          'another',
        ]),
      )
  })

  test('counts signed links and never shows one', () => {
    const lines = shown({ files: [], downloadUrls: ['https://x.example/?sig=abcdefghijkl'] })
    expect(lines[0]).toBe('✅ Snyk export: 1 signed link, 1,061 rows')
    expect(lines).toContain('Signed links | in the output download-url')
    expect(lines.join()).not.toContain('abcdefghijkl')
  })

  test('shows failed parts and the expiry', () => {
    const last = jobStatus({ failedParts: ['RULE', 'ROLE'], expiresAt: '2026-02-01T00:00:00Z' })
    expect(shown({ wait: waitRecord({ last }) })).toEqual(
      expect.arrayContaining(['Failed part', 'RULE', 'ROLE', 'Expires | 1 Feb 2026 00:00:00 UTC']),
    )
  })

  test('links the artifact and the documentation, by https only', () => {
    const links = (fields: Partial<StepOutcome>): readonly string[] =>
      tagsOf(summarize(outcome(fields))).filter(tag => tag.startsWith('<a '))
    expect(links({ artifact })).toEqual([`<a href="${artifact.url}">`])
    expect(links({ failure: failure() })).toEqual([`<a href="${request.provider.docs}">`])
    for (const url of ['http://x.example', 'javascript:alert(1)', '', '/relative'])
      expect(links({ artifact: { ...artifact, url } })).toEqual([])
    expect(links({ artifact: { ...artifact, url: `https://x.example/"onclick='y'?a&b` } })).toEqual([
      '<a href="https://x.example/%22onclick=&#39;y&#39;?a&#38;b">',
    ])
  })

  test.each([
    [90, '⬇️ snyk-export-1 (expires in 90 days)'],
    [1, '⬇️ snyk-export-1 (expires in 1 day)'],
    [undefined, '⬇️ snyk-export-1'],
  ])('shows when the artifact expires: %s', (retentionDays, line) => {
    expect(shown({ artifact: { ...artifact, retentionDays } })).toContain(line)
  })

  test('shows 50 files and counts the others', () => {
    const files = Array.from({ length: 1061 }, (_, index) =>
      localFile({ name: `data_${index}.csv`, size: 1000 }),
    )
    const lines = shown({ files })
    expect(lines.filter(line => line.startsWith('data_'))).toHaveLength(50)
    expect(lines).toContain('and 1,011 more')
    expect(lines[0]).toBe('✅ Snyk export: 1,061 files, 1.06 MB, 1,061 rows')
    expect(lines).toContain('Files')
  })
})

describe('the summary of several exports', () => {
  const { artifact: _, uploadMs: __, exports: ___, ...one } = outcome()
  const succeeded: Outcome = { ...one, exportId: 'export-2' }
  const failed: Outcome = {
    ...one,
    exportId: 'export-1',
    status: 'failed',
    failure: failure({ code: 'export-failed', reason: 'The provider reported that it failed.' }),
    files: [],
    wait: waitRecord({ waitedMs: 30_617, last: jobStatus({ providerStatus: 'ERROR', reason: 'too large' }) }),
  }

  test('has one row for each, the failed ones first, on one axis', () => {
    const lines = shown({ ...stepOutcome([succeeded, failed], '/runner/exports'), artifact })
    expect(lines.slice(0, 2)).toEqual(['❌ Snyk export: 1 of 2 exports succeeded', '[!CAUTION]'])
    expect(lines).toEqual(
      expect.arrayContaining([
        'Export | Files | Size | Result | Timeline (1 min 01 s)',
        `❌ export-1 | 0 | – | ERROR: too large | ${'█'.repeat(12)}${nbsp(12)}`,
        `✅ export-2 | 1 | 1.33 kB | FINISHED | ${'█'.repeat(24)}`,
        '⬇️ snyk-export-1',
      ]),
    )
  })

  test('counts exports, files, bytes and rows of a success', () => {
    const [heading] = shown(stepOutcome([succeeded, succeeded], '/runner/exports'))
    expect(heading).toBe('✅ Snyk export: 2 exports, 2 files, 2.66 kB, 2,122 rows')
  })

  test('stays within its size with 256 exports', () => {
    const exports = Array.from({ length: 256 }, (_, index) => ({
      ...failed,
      exportId: `${index}`.padStart(128, 'x'),
    }))
    const summary = summarize(stepOutcome(exports, '/runner/exports'))
    expect(Buffer.byteLength(summary)).toBeLessThan(MAX_BYTES)
    expect(summary).toContain('more')
  })
})

describe('server text', () => {
  test('L03 never becomes markup, a link, a mention or a reference', () => {
    const tameTags = tagsOf(renderMarkdown(summarize(everywhere('x'))))
    fc.assert(
      fc.property(hostileText, text => {
        const html = renderMarkdown(summarize(everywhere(`x${text}`)))
        expect(tagsOf(html)).toEqual(tameTags)
        expect(textNodesOf(html).filter(node => LIVE.test(node) || HIDDEN.test(node))).toEqual([])
      }),
      fuzzRuns(100),
    )
  })

  test('L03 is shown as text', () => {
    fc.assert(
      fc.property(hostileText, text => {
        const html = renderMarkdown(summarize(everywhere(`x${text}`)))
        // HTML collapses white space; the alert shows the reason.
        const folded = (raw: string): string => raw.replaceAll(/\s+/g, ' ')
        const line = plainLine(`x${text}`, 900).replaceAll('# #[', '##[')
        expect(folded(visibleText(html))).toContain(folded(line))
      }),
      fuzzRuns(100),
    )
  })

  test.each(['x', '@', '<', '😀', '\u202e', '\n'])(
    'L04 keeps the summary within 64 KiB if everything is full of %j',
    unit => {
      const text = `x${unit.repeat(5000)}`
      const file = localFile({ path: text, name: text })
      const observed = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`${index}${text}`, 1]))
      const { exports: _, ...long } = everywhere(text)
      const summary = summarize(
        outcome({
          ...long,
          overrides: Array.from({ length: 100 }, () => text),
          files: Array.from({ length: 100 }, () => file),
          wait: { ...long.wait, observed: observed },
        }),
        exportRequest({ folder: text }),
      )
      expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(MAX_BYTES)
      expect(visibleText(renderMarkdown(summary))).toContain('more')
    },
  )

  test('A13 is redacted before escaping and truncating', () => {
    const secret = 'example/0123-4567.89@abcdef'
    const { add, redact } = createVault(() => undefined)
    add(secret)
    for (const text of [secret, `${'x'.repeat(890)}${secret}`, `${'x'.repeat(50)}${secret}`]) {
      const seen = visibleText(renderMarkdown(summarize(everywhere(text), request, redact)))
      expect(seen).not.toContain(secret.slice(0, 6))
    }
  })
})

/** A failed outcome with an artifact and the text in every place that a server can fill. */
function everywhere(text: string): StepOutcome {
  const timeline = [true, false].map(isFailure => ({ label: text, isFailure, polls: 1, fromMs: 0 }))
  const last = jobStatus({
    reason: text,
    providerStatus: text,
    startedAt: text,
    finishedAt: text,
    expiresAt: text,
    failedParts: [text, text],
  })
  return outcome({
    status: 'error',
    failure: failure({ reason: text, hint: text, requestId: text }),
    exportId: text,
    wait: waitRecord({ last, observed: { [text]: 3, STARTED: 1 }, timeline }),
    files: [localFile({ path: text, name: text })],
    artifact: { ...artifact, name: text, digest: text },
    overrides: [text],
  })
}
