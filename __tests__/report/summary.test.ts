import fc from 'fast-check'
import type { Outcome } from '../../src/exports/outcome.ts'
import { failedOutcome } from '../../src/exports/outcome.ts'
import { plainLine } from '../../src/failures/plain.ts'
import { summaryOf } from '../../src/report/summary.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { fuzzRuns, hostileText } from '../support/fuzz.ts'
import { renderMarkdown, tagsOf, textNodesOf, visibleText } from '../support/markdown.ts'
import { exportRequest, failure, jobStatus, outcome, waitRecord } from '../support/report-values.ts'

const MAX_BYTES = 64 * 1024
/** What GitHub turns into a mention, a reference, an emoji or a link within one text node. */
const LIVE = /[@#:][\p{L}\d+_-]|GH-\d|:\/\/|www\.\w/u
const HIDDEN = /[\p{Cf}\p{Zl}\p{Zp}]/u
const unchanged = (text: string): string => text
const request = exportRequest()
const artifact = {
  id: 7,
  name: 'snyk-export-1',
  url: 'https://github.com/octo/cat/actions/runs/1/artifacts/7',
  digest: 'cd'.repeat(32),
}

/** The summary as a reader sees it, one line per block and table row. */
function shown(fields: Partial<Outcome>): readonly string[] {
  const html = renderMarkdown(summaryOf(outcome(fields), request, unchanged))
  const lines = html
    .replaceAll(/<\/t[hd]>(?=<t)/g, ' | ')
    .split(/<\/?(?:tr|table|h2|p|li|ul|details|summary)>/)
  return lines.map(line => visibleText(line).trim()).filter(line => line !== '')
}

describe('the summary', () => {
  test('of a success', () => {
    expect(shown({ artifact })).toEqual([
      '✅ Snyk export: succeeded',
      'Export | export-1',
      'Last status | FINISHED',
      'Waited | 1 min 01 s, 12 polls',
      'Started | 2026-01-02T03:04:05Z',
      'Finished | 2026-01-02T03:05:06Z',
      'Rows | 1,061',
      'Files | 1 file, 1.33 kB',
      'Folder | /runner/exports',
      'Artifact | snyk-export-1',
      `Artifact SHA-256 | ${'cd'.repeat(32)}`,
      'File | Size | SHA-256',
      `data.csv | 1.33 kB | ${'ab'.repeat(32)}`,
      'Observed statuses',
      'Status | Polls |',
      'STARTED | 10 | ██████████',
      'HTTP 503 | 1 | █░░░░░░░░░',
      'FINISHED | 1 | █░░░░░░░░░',
    ])
  })

  test('of a timeout', () => {
    const last = jobStatus({ providerStatus: 'STARTED', phase: 'waiting', startedAt: '', finishedAt: '' })
    const late = failure({ code: 'timed-out', reason: 'It is still running.', hint: 'Run it again.' })
    const wait = waitRecord({ last, observed: { STARTED: 38 } })
    expect(shown({ status: 'timed-out', failure: late, wait, files: [], rowCount: undefined })).toEqual([
      '⏱️ Snyk export: still running after 30 min',
      'Why: It is still running.',
      'Next: Run it again.',
      'Export | export-1',
      'Last status | STARTED',
      'Waited | 1 min 01 s, 12 polls',
      'Failure code | timed-out',
      'Request ID | request-9',
      'Documentation | Snyk export',
      'Status | Polls |',
      'STARTED | 38 | ██████████',
    ])
  })

  test('of wrong inputs shows no export', () => {
    const wrong = failure({ code: 'input', reason: 'timeout: "5" has no unit.', hint: '', requestId: '' })
    const html = renderMarkdown(summaryOf(failedOutcome(wrong), undefined, unchanged))
    expect(visibleText(html).split('\n').filter(Boolean)).toEqual([
      '❌ Await Export could not start',
      'Why: timeout: "5" has no unit.',
      'Failure codeinput',
    ])
  })

  test.each<[string, Partial<Outcome>, string]>([
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
    ['partial', { failure: failure({ code: 'partial' }) }, '❌ Snyk export: partial'],
    ['download', { failure: failure() }, '❌ Snyk export: download failed'],
    ['upload', { failure: failure({ code: 'upload' }) }, '❌ Snyk export: artifact upload failed'],
    [
      'a failure with overrides',
      { failure: failure({ code: 'export-failed' }), overrides: ['x'] },
      '❌ Snyk export: failed',
    ],
    ['overrides', { overrides: ['if-empty: warn'] }, '⚠️ Snyk export: succeeded, with overrides'],
  ])('has a heading for the ending: %s', (_, fields, heading) => {
    expect(shown(fields)[0]).toBe(heading)
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
    expect(lines).toContain('Signed links | 1 link in the output download-url')
    expect(lines.join()).not.toContain('abcdefghijkl')
  })

  test('shows failed parts and the expiry', () => {
    const last = jobStatus({ failedParts: ['RULE', 'ROLE'], expiresAt: '2026-02-01T00:00:00Z' })
    expect(shown({ wait: waitRecord({ last }) })).toEqual(
      expect.arrayContaining(['Failed parts | RULE, ROLE', 'Expires | 2026-02-01T00:00:00Z']),
    )
  })

  test('links the artifact and the documentation, by https only', () => {
    const links = (fields: Partial<Outcome>): readonly string[] =>
      tagsOf(summaryOf(outcome(fields), request, unchanged)).filter(tag => tag.startsWith('<a '))
    expect(links({ artifact })).toEqual([`<a href="${artifact.url}">`])
    expect(links({ failure: failure() })).toEqual([`<a href="${request.provider.docs}">`])
    for (const url of ['http://x.example', 'javascript:alert(1)', '', '/relative'])
      expect(links({ artifact: { ...artifact, url } })).toEqual([])
    expect(links({ artifact: { ...artifact, url: `https://x.example/"onclick='y'?a&b` } })).toEqual([
      '<a href="https://x.example/%22onclick=&#39;y&#39;?a&#38;b">',
    ])
  })

  test('shows 50 files and counts the others', () => {
    const files = Array.from({ length: 1061 }, (_, index) => ({
      path: `/runner/${index}`,
      name: `data_${index}.csv`,
      size: 1000,
      sha256: 'ab'.repeat(32),
    }))
    const lines = shown({ files })
    expect(lines.filter(line => line.startsWith('data_'))).toHaveLength(50)
    expect(lines).toContain('and 1,011 more')
    expect(lines).toContain('Files | 1,061 files, 1.06 MB')
  })

  test('shows at least 20 statuses and counts the others', () => {
    const observed = Object.fromEntries(
      Array.from({ length: 80 }, (_, index) => [`STATUS${index}`, 80 - index]),
    )
    const lines = shown({ wait: waitRecord({ observed: observed }) })
    const statuses = lines.filter(line => line.startsWith('STATUS')).length
    expect(statuses).toBeGreaterThanOrEqual(20)
    expect(lines.at(-1)).toBe(`and ${80 - statuses} more`)
  })
})

describe('server text', () => {
  test('L03 never becomes markup, a link, a mention or a reference', () => {
    const tameTags = tagsOf(renderMarkdown(summaryOf(everywhere('x'), request, unchanged)))
    fc.assert(
      fc.property(hostileText, text => {
        const html = renderMarkdown(summaryOf(everywhere(`x${text}`), request, unchanged))
        expect(tagsOf(html)).toEqual(tameTags)
        expect(textNodesOf(html).filter(node => LIVE.test(node) || HIDDEN.test(node))).toEqual([])
      }),
      fuzzRuns(100),
    )
  })

  test('L03 is shown as text', () => {
    fc.assert(
      fc.property(hostileText, text => {
        const html = renderMarkdown(summaryOf(everywhere(`x${text}`), request, unchanged))
        // HTML collapses white space; the first paragraph shows the reason.
        const folded = (raw: string): string => raw.replaceAll(/\s+/g, ' ')
        const line = plainLine(`x${text}`, 900).replaceAll('# #[', '##[')
        expect(folded(visibleText(html))).toContain(folded(`Why: ${line}`))
      }),
      fuzzRuns(100),
    )
  })

  test.each(['x', '@', '<', '😀', '\u202e', '\n'])(
    'L04 keeps the summary within 64 KiB if everything is full of %j',
    unit => {
      const text = `x${unit.repeat(5000)}`
      const file = { path: text, name: text, size: 1, sha256: 'ab'.repeat(32) }
      const observed = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`${index}${text}`, 1]))
      const long = everywhere(text)
      const summary = summaryOf(
        {
          ...long,
          overrides: Array.from({ length: 100 }, () => text),
          files: Array.from({ length: 100 }, () => file),
          wait: { ...long.wait, observed: observed },
        },
        exportRequest({ folder: text }),
        unchanged,
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
      const seen = visibleText(renderMarkdown(summaryOf(everywhere(text), request, redact)))
      expect(seen).not.toContain(secret.slice(0, 6))
    }
  })
})

/** A failed outcome with an artifact and the text in every place that a server can fill. */
function everywhere(text: string): Outcome {
  const last = jobStatus({
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
    wait: waitRecord({ last, observed: { [text]: 3, STARTED: 1 } }),
    files: [{ path: text, name: text, size: 1, sha256: 'ab'.repeat(32) }],
    artifact: { ...artifact, name: text, digest: text },
    overrides: [text],
  })
}
