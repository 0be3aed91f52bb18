import type { RecordedRequest } from '../../simulator/messages.ts'
import type { Run } from '../support/action.ts'
import { type Names, readableText, withNames } from './readable.ts'

/** The content of a transcript. */
export interface Recording {
  readonly title: string
  readonly run: Run
  /** Requests to the artifact service. */
  readonly artifactRequests: readonly RecordedRequest[]
  readonly artifactOrigin: string
  /** The step's `with`. */
  readonly inputs: Readonly<Record<string, string>>
}

type Shown = (text: string) => string

const RULE = '-'.repeat(80)

function section(heading: string, lines: readonly string[], shown: Shown): string {
  return `${RULE}\n${heading}\n\n${shown(lines.join('\n'))}`
}

/** The transcript of a run, which is the same every time. */
export function transcriptOf(recording: Recording): string {
  const { title, run } = recording
  const names = namesOf(recording)
  const shown = (text: string) => readableText(text, names)
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['REQUESTS', requestLines(recording, shown)],
    ['LOG', logLines(run, shown)],
    ['OUTPUTS', fields(run.result.outputs)],
    ['SUMMARY', run.result.summary.trimEnd().split('\n')],
    ['EXIT CODE', [String(run.result.exitCode)]],
  ]
  // Times in the inputs are the same every time.
  const inputs = section('INPUTS', fields(recording.inputs), text => withNames(text, names))
  const results = sections.map(([heading, lines]) => section(heading, lines, shown))
  return [title, inputs, ...results].join('\n\n').concat('\n')
}

function namesOf({ run: { simulator, job, result }, inputs, artifactOrigin }: Recording): Names {
  const { snyk, sailpoint, vmware, closient } = simulator.credentials
  return {
    texts: {
      [result.temp]: '<temp>',
      [simulator.apiUrl]: 'http://api.example',
      [new URL(simulator.apiUrl).host]: 'api.example',
      [simulator.storeUrl]: 'http://store.example',
      [new URL(simulator.storeUrl).host]: 'store.example',
      ...(artifactOrigin && { [artifactOrigin]: 'http://artifacts.example' }),
      [snyk.token]: '<snyk token>',
      [sailpoint.clientId]: '<client id>',
      [sailpoint.clientSecret]: '<client secret>',
      [vmware.password]: '<password>',
      [closient.apiKey]: '<api key>',
    },
    ids: [
      job.id,
      ...(inputs['export-id'] ?? '').split('\n'),
      ...(result.outputs['export-id'] ?? '').split('\n'),
      'orgId' in job.plan ? job.plan.orgId : undefined,
      'scopeId' in job.plan ? job.plan.scopeId : undefined,
    ].filter(id => id !== undefined),
  }
}

/** Names and values; names without a value are on the last line. */
function fields(values: Readonly<Record<string, string>>): readonly string[] {
  const entries = Object.entries(values)
  const empty = entries.filter(([, value]) => value === '').map(([name]) => name)
  return [
    ...entries.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}`),
    ...(empty.length > 0 ? [`(empty: ${empty.join(', ')})`] : []),
  ]
}

/** Requests in order. What runs in parallel is sorted: consecutive downloads, and requests for several exports. */
function requestLines({ run, inputs, artifactRequests }: Recording, shown: Shown): readonly string[] {
  const isSeveral = inputs['export-id']?.includes('\n') ?? false
  const lines = run.simulator.requests.map(request => ({
    isSortable: request.server === 'store' || (isSeveral && request.method === 'GET'),
    text: shown(requestLine(request.server, request)),
  }))
  const artifacts = artifactRequests.map(request => requestLine('artifacts', request))
  const all = [...sortedGroups(lines), ...artifacts]
  return all.length > 0 ? all : ['(none)']
}

const CREDENTIALS = ['authorization', 'x-api-key']

function requestLine(server: string, { method, url, headers, body, sent }: RecordedRequest): string {
  const shown = [...CREDENTIALS, 'range', 'if-range'].filter(name => headers[name] !== undefined)
  const notes = shown.map(name => ` [${name}: ${headers[name]}]`).join('')
  // Those of logins contain secrets.
  const content = server === 'api' && headers.authorization && body !== '' ? ` ${body}` : ''
  const status = sent.status === 0 ? 'no response' : String(sent.status)
  const query = server === 'store' ? '?<signature>' : url.search
  return `${server.padEnd(9)} ${method} ${url.pathname}${query}${notes}${content} -> ${status}`
}

const MASK = '::add-mask::'

/** The log without masked values. Consecutive lines about parallel downloads, and about one of several exports, are sorted. */
function logLines({ result, job }: Run, shown: Shown): readonly string[] {
  const names = (job.plan.files ?? []).map(({ name }) => name)
  const lines = result.log.trimEnd().split('\n')
  const sorted = sortedGroups(
    lines.map(line => ({
      isSortable:
        line.startsWith(MASK) ||
        /^(::debug::)?[\w-]{36}: /.test(line) ||
        names.filter(name => line.includes(name)).length === 1,
      text: line.startsWith(MASK) ? `${MASK}<secret>` : shown(line),
    })),
  )
  return sorted.filter((line, index) => !line.startsWith(MASK) || sorted[index - 1] !== line)
}

/** Sorts each group of consecutive sortable lines. */
function sortedGroups(
  lines: readonly { readonly isSortable: boolean; readonly text: string }[],
): readonly string[] {
  const stretches: { isSortable: boolean; texts: string[] }[] = []
  for (const { isSortable, text } of lines) {
    const last = stretches.at(-1)
    if (last?.isSortable === isSortable) last.texts.push(text)
    else stretches.push({ isSortable, texts: [text] })
  }
  return stretches.flatMap(({ isSortable, texts }) => (isSortable ? texts.sort() : texts))
}
