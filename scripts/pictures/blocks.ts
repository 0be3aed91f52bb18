import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

/** A piece of text in one style. */
export interface Run {
  readonly text: string
  readonly style: 'plain' | 'bold' | 'code' | 'link'
}

/** A cell of a table. */
export interface Cell {
  readonly runs: Run[]
  readonly isHead: boolean
  readonly isRight: boolean
}

/** A part of a job summary, from top to bottom. */
export type Block =
  | { readonly kind: 'heading' | 'paragraph' | 'folded' | 'alert'; readonly runs: Run[] }
  | { readonly kind: 'table'; readonly rows: Cell[][] }

const KINDS: Readonly<Record<string, 'heading' | 'paragraph' | 'folded'>> = {
  h3: 'heading',
  p: 'paragraph',
  summary: 'folded',
}
const STYLES: Readonly<Record<string, Run['style']>> = {
  strong: 'bold',
  b: 'bold',
  code: 'code',
  a: 'link',
}
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

/** What was read so far. */
interface State {
  readonly blocks: Block[]
  /** Open elements that set a style. */
  readonly styles: Run['style'][]
  /** Where text belongs; undefined between blocks. */
  target: Run[] | undefined
  isInAlert: boolean
}

/** The blocks of a job summary. Of a folded part, only the title. */
export function blocksOf(markdown: string): readonly Block[] {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  })
  const state: State = { blocks: [], styles: [], target: undefined, isInAlert: false }
  const shown = html
    .replaceAll(/<\/summary>[\s\S]*?<\/details>/g, '</summary>')
    // GitHub shows the mark of an alert as its title.
    .replaceAll('<p>[!CAUTION]\n', '<p><strong>Caution</strong></p><p>')
  for (const [token] of shown.matchAll(/<[^>]*>|[^<]+/g))
    if (token.startsWith('<')) readTag(state, token)
    else readText(state, decoded(token.replaceAll(/[ \n]+/g, ' ')))
  return state.blocks
}

function readText({ target, styles }: State, text: string): void {
  if (text !== ' ') target?.push({ text, style: styles.at(-1) ?? 'plain' })
}

function readTag(state: State, tag: string): void {
  const [, slash = '', name = ''] = /^<(\/?)([a-z0-9]+)/.exec(tag) ?? []
  const style = STYLES[name]
  if (name === 'wbr') return
  if (style && slash === '') state.styles.push(style)
  else if (style) state.styles.pop()
  else if (name === 'blockquote') state.isInAlert = slash === ''
  else if (slash === '') openBlock(state, name, tag.includes('align="right"'))
  else state.target = undefined
}

function openBlock(state: State, name: string, isRight: boolean): void {
  const kind = state.isInAlert ? 'alert' : KINDS[name]
  const rows = rowsOf(state.blocks.at(-1))
  const runs: Run[] = []
  if (name === 'table') state.blocks.push({ kind: 'table', rows: [] })
  else if (name === 'tr') rows.push([])
  else if (name === 'td' || name === 'th') rows.at(-1)?.push({ runs, isHead: name === 'th', isRight })
  else if (kind) state.blocks.push({ kind, runs })
  state.target = runs
}

function rowsOf(block: Block | undefined): Cell[][] {
  return block?.kind === 'table' ? block.rows : []
}

function decoded(text: string): string {
  return text.replaceAll(/&(#\d+|#x[\da-f]+|\w+);/gi, (entity, name: string) =>
    name.startsWith('#')
      ? String.fromCodePoint(Number(name.slice(1).replace(/^x/i, '0x')))
      : (ENTITIES[name] ?? entity),
  )
}
