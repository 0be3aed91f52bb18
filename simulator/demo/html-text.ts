import { styleText } from 'node:util'
import { table } from './table.ts'

/** Elements that start and end a line. */
const BLOCKS = new Set([
  'h1',
  'h2',
  'h3',
  'h4',
  'p',
  'li',
  'ul',
  'ol',
  'pre',
  'details',
  'summary',
  'table',
  'hr',
])
const HEADINGS = new Set(['h1', 'h2', 'h3', 'h4'])
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' }

interface Cell {
  text: string
  readonly isHead: boolean
}

interface State {
  readonly lines: string[]
  line: string
  rows: Cell[][] | undefined
}

/** The HTML of a job summary as text for a terminal: headings, paragraphs, lists and tables; other tags are dropped. */
export function htmlText(html: string): string {
  const state: State = { lines: [], line: '', rows: undefined }
  for (const [token] of html.matchAll(/<[^>]*>|[^<]+/g)) {
    if (token.startsWith('<')) readTag(state, token)
    else addText(state, decoded(token))
  }
  endLine(state)
  return state.lines.join('\n')
}

function readTag(state: State, tag: string): void {
  const [, slash = '', name = ''] = /^<(\/?)([a-z0-9]+)/i.exec(tag) ?? []
  if (name === 'table') readTable(state, slash === '')
  else if (name === 'tr' && slash === '') state.rows?.push([])
  else if (/^t[hd]$/.test(name)) {
    if (slash === '') state.rows?.at(-1)?.push({ text: '', isHead: name === 'th' })
  } else if (BLOCKS.has(name)) {
    if (slash !== '' && HEADINGS.has(name)) state.line = styleText('bold', state.line.trim())
    endLine(state)
    if (slash === '' && name === 'li') state.line = '- '
  }
}

function readTable(state: State, isStart: boolean): void {
  endLine(state)
  if (isStart) state.rows = []
  else {
    const rows = state.rows ?? []
    const cells = rows.map(row =>
      row.map(({ text, isHead }) => (isHead ? styleText('dim', trimmed(text)) : trimmed(text))),
    )
    state.lines.push(...table(cells))
    state.rows = undefined
  }
}

function addText(state: State, text: string): void {
  const cell = state.rows?.at(-1)?.at(-1)
  const flat = text.replaceAll(/[ \t\r\n]+/g, ' ')
  if (cell) cell.text += flat
  else if (!state.rows && (state.line !== '' || flat !== ' ')) state.line += flat
}

/** No-break spaces stay: they place the bars of a timeline. */
function trimmed(text: string): string {
  return text.replaceAll(/^ +| +$/g, '')
}

function endLine(state: State): void {
  if (state.line.trim() !== '') state.lines.push(state.line.trimEnd())
  state.line = ''
}

function decoded(text: string): string {
  return text.replaceAll(/&(#\d+|#x[\da-f]+|\w+);/gi, (entity, name: string) =>
    name.startsWith('#')
      ? String.fromCodePoint(Number(name.slice(1).replace(/^x/i, '0x')))
      : (ENTITIES[name] ?? entity),
  )
}
