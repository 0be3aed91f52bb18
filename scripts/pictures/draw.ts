import type { Block, Cell, Run } from './blocks.ts'

/** The colours of a picture. */
export interface Theme {
  readonly canvas: string
  readonly text: string
  readonly muted: string
  readonly border: string
  readonly stripe: string
  readonly code: string
  readonly link: string
  readonly caution: string
}

/** The colours of GitHub. */
export const THEMES = {
  light: {
    canvas: '#ffffff',
    text: '#1f2328',
    muted: '#59636e',
    border: '#d1d9e0',
    stripe: '#f6f8fa',
    code: '#e9ebee',
    link: '#0969da',
    caution: '#cf222e',
  },
  dark: {
    canvas: '#0d1117',
    text: '#f0f6fc',
    muted: '#9198a1',
    border: '#3d444d',
    stripe: '#151b23',
    code: '#30363e',
    link: '#4493f8',
    caution: '#f85149',
  },
} as const satisfies Readonly<Record<string, Theme>>

const SANS = '-apple-system, BlinkMacSystemFont, Segoe UI, Noto Sans, Helvetica, Arial, sans-serif'
const MONO = 'ui-monospace, SFMono-Regular, SF Mono, Menlo, Consolas, Liberation Mono, monospace'

const WIDTH = 720
const MARGIN = 24
const SIZE = 14
const HEADING_SIZE = 18
const CODE_SIZE = 12
/** Widths in parts of the font size. Fonts differ, so texts get more room than they usually need; code is fitted. */
const CHAR = 0.58
const CODE_CHAR = 0.6
const ROW = 34
const LINE = 21
const CELL_PADDING = 13
/** Longer texts in cells are broken. */
const CELL_CHARS = 24
const GAP = 16
const CODE_PADDING = 5

const LOG_SIZE = 12
const LOG_LINE = 20
const LOG_COLUMNS = 104
const LOG_GUTTER = 44

/** A job summary as an SVG document. The pictures need no browser, and are the same on every machine. */
export function summaryPicture(blocks: readonly Block[], theme: Theme): string {
  const parts: string[] = []
  let y = MARGIN
  let width = WIDTH
  for (const [at, block] of blocks.entries()) {
    const drawn = block.kind === 'table' ? table(block.rows, y, theme) : paragraph(block, y, theme)
    parts.push(...drawn.parts)
    const isContinued = block.kind === 'alert' && blocks[at + 1]?.kind === 'alert'
    const height = drawn.height + (isContinued ? GAP / 2 : 0)
    if (block.kind === 'alert')
      parts.push(rect({ x: MARGIN, y, width: 4, height }, `fill="${theme.caution}"`))
    y += height + (isContinued ? 0 : GAP)
    width = Math.max(width, drawn.width + 2 * MARGIN)
  }
  return svg({ width, height: y - GAP + MARGIN, theme, title: 'Job summary' }, parts)
}

interface Drawn {
  readonly parts: readonly string[]
  readonly width: number
  readonly height: number
}

function paragraph({ kind, runs }: Exclude<Block, { kind: 'table' }>, y: number, theme: Theme): Drawn {
  const size = kind === 'heading' ? HEADING_SIZE : SIZE
  const indent = kind === 'alert' ? 20 : 0
  const shown = kind === 'folded' ? [{ text: '▸ ', style: 'plain' } as const, ...runs] : runs
  const styled = kind === 'heading' ? shown.map(run => ({ ...run, style: 'bold' as const })) : shown
  const lines = wrapped(styled, Math.floor((WIDTH - 2 * MARGIN - indent) / (size * CHAR)))
  const parts = lines.map((line, at) =>
    text(line, { x: MARGIN + indent, y: y + size + at * LINE, size, theme }),
  )
  return { parts, width: 0, height: size * 1.5 + (lines.length - 1) * LINE }
}

/** The lines of a text of at most `maxChars` characters each, broken at spaces if possible. */
function wrapped(runs: readonly Run[], maxChars: number): readonly (readonly Run[])[] {
  const lines: Run[][] = [[]]
  let left = maxChars
  const words = new RegExp(`[^ ]{1,${maxChars}} ?| `, 'g')
  for (const { text, style } of runs)
    for (const [word] of text.matchAll(words)) {
      if (word.trimEnd().length > left && left < maxChars) {
        lines.push([])
        left = maxChars
      }
      const line = lines.at(-1) ?? []
      const last = line.at(-1)
      if (last?.style === style) line.splice(-1, 1, { text: last.text + word, style })
      else line.push({ text: word, style })
      left -= word.length
    }
  return lines
}

/** Several runs in a row; they flow, so their widths need not be known. */
function text(
  runs: readonly Run[],
  { x, y, size, theme, isRight = false }: Place & { readonly isRight?: boolean },
): string {
  const spans = runs.map(({ text, style }) => {
    const fill = style === 'link' ? ` fill="${theme.link}"` : ''
    const weight = style === 'bold' || style === 'link' ? ' font-weight="600"' : ''
    return `<tspan${fill}${weight}>${escaped(text)}</tspan>`
  })
  const anchor = isRight ? ' text-anchor="end"' : ''
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${theme.text}"${anchor}>${spans.join('')}</text>`
}

interface Place {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly theme: Theme
}

function table(rows: readonly (readonly Cell[])[], y: number, theme: Theme): Drawn {
  const columns = Math.max(...rows.map(row => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.ceil(Math.max(...rows.map(row => widthOf(row[column])))),
  )
  const lefts = widths.map((_, column) => widths.slice(0, column).reduce((sum, width) => sum + width, MARGIN))
  const width = widths.reduce((sum, width) => sum + width, 0)
  const heights = rows.map(row => ROW + LINE * (Math.max(...row.map(cell => linesOf(cell).length)) - 1))
  const tops = heights.map((_, at) => heights.slice(0, at).reduce((sum, height) => sum + height, y))
  const height = heights.reduce((sum, height) => sum + height, 0)
  const stripes = rows.flatMap((_, at) =>
    at % 2 === 1
      ? [rect({ x: MARGIN, y: tops[at] ?? 0, width, height: heights[at] ?? 0 }, `fill="${theme.stripe}"`)]
      : [],
  )
  const lines = [
    ...tops.slice(1).map(top => `M${MARGIN} ${top}.5h${width}`),
    ...lefts.slice(1).map(x => `M${x}.5 ${y}v${height}`),
  ]
  const cells = rows.flatMap((row, at) =>
    row.flatMap((cell, column) =>
      drawnCell(cell, { x: lefts[column] ?? 0, y: tops[at] ?? 0, width: widths[column] ?? 0 }, theme),
    ),
  )
  const border = rect({ x: MARGIN + 0.5, y: y + 0.5, width, height }, `fill="none" stroke="${theme.border}"`)
  return {
    parts: [...stripes, border, `<path d="${lines.join('')}" stroke="${theme.border}"/>`, ...cells],
    width,
    height,
  }
}

/** The lines of a cell. One with code has one line. */
function linesOf({ runs }: Cell): readonly (readonly Run[])[] {
  return runs.some(({ style }) => style === 'code') ? [runs] : wrapped(runs, CELL_CHARS)
}

function widthOf(cell: Cell = { runs: [], isHead: false, isRight: false }): number {
  const widths = linesOf(cell).map(line => line.reduce((sum, run) => sum + runWidth(run), 0))
  return Math.max(...widths) + 2 * CELL_PADDING
}

function runWidth({ text, style }: Run): number {
  return style === 'code' ? codeWidth(text) + 2 * CODE_PADDING : text.length * SIZE * CHAR
}

function codeWidth(text: string): number {
  return text.length * CODE_SIZE * CODE_CHAR
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
}

function drawnCell(cell: Cell, { x, y, width }: Box, theme: Theme): readonly string[] {
  const { runs, isHead, isRight } = cell
  const middle = y + ROW / 2
  if (runs.some(({ style }) => style === 'code'))
    return runs.flatMap((run, at) => {
      const left = runs.slice(0, at).reduce((sum, before) => sum + runWidth(before), x + CELL_PADDING)
      if (run.style === 'code') return code(run.text, { x: left, y: middle }, theme)
      return [text([run], { x: left, y: middle + 5, size: SIZE, theme })]
    })
  const left = isRight ? x + width - CELL_PADDING : x + CELL_PADDING
  return linesOf(cell).map((line, at) => {
    const styled = isHead ? line.map(run => ({ ...run, style: 'bold' as const })) : line
    return text(styled, { x: left, y: middle + 5 + at * LINE, size: SIZE, theme, isRight })
  })
}

/** Text on a grey box. Block characters become one bar, because fonts leave gaps between them. */
function code(text: string, { x, y }: Omit<Box, 'width'>, theme: Theme): readonly string[] {
  const width = codeWidth(text)
  const height = CODE_SIZE + 8
  const box = { x, y: y - height / 2, width: width + 2 * CODE_PADDING, height }
  const background = rect(box, `rx="5" fill="${theme.code}"`)
  const left = x + CODE_PADDING
  const start = text.indexOf('█')
  if (start >= 0) {
    const bar = text.slice(start, text.lastIndexOf('█') + 1)
    const place = {
      x: round(left + codeWidth(text.slice(0, start))),
      y: y - 6,
      width: codeWidth(bar),
      height: 12,
    }
    return [background, rect(place, `fill="${theme.text}"`)]
  }
  return [background, mono(text, { x: left, y: y + 4, size: CODE_SIZE, theme })]
}

function mono(text: string, { x, y, size, theme }: Place, fill = theme.text): string {
  const length = `textLength="${round(text.length * size * CODE_CHAR)}" lengthAdjust="spacingAndGlyphs"`
  return `<text x="${x}" y="${y}" font-size="${size}" font-family="${MONO}" fill="${fill}" ${length} xml:space="preserve">${escaped(text)}</text>`
}

/** A workflow log as an SVG document, with line numbers; long lines are broken. */
export function logPicture(lines: readonly string[], theme: Theme): string {
  const parts: string[] = []
  let y = MARGIN
  const place = (x: number): Place => ({ x, y: y + LOG_SIZE, size: LOG_SIZE, theme })
  for (const [at, line] of lines.entries()) {
    parts.push(mono(String(at + 1).padStart(2), place(16), theme.muted))
    for (const piece of broken(line)) {
      parts.push(mono(piece, place(LOG_GUTTER)))
      y += LOG_LINE
    }
  }
  const width = Math.ceil(LOG_GUTTER + LOG_COLUMNS * LOG_SIZE * CODE_CHAR + 16)
  return svg({ width, height: y + MARGIN - 6, theme, title: 'Log' }, parts)
}

/** The pieces of a line that fit, broken at spaces if possible. */
function broken(line: string): readonly string[] {
  if (line.length <= LOG_COLUMNS) return [line]
  const space = line.lastIndexOf(' ', LOG_COLUMNS)
  const end = space > 0 ? space : LOG_COLUMNS
  return [line.slice(0, end), ...broken(line.slice(end).trimStart())]
}

function rect(box: Box & { readonly height: number }, attributes: string): string {
  const { x, y, width, height } = box
  return `<rect x="${x}" y="${y}" width="${round(width)}" height="${height}" ${attributes}/>`
}

function svg(
  frame: { readonly width: number; readonly height: number; readonly theme: Theme; readonly title: string },
  parts: readonly string[],
): string {
  const { width, height, theme, title } = frame
  const paper = { x: 0.5, y: 0.5, width: width - 1, height: height - 1 }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${SANS}">`,
    `<title>${title}</title>`,
    rect(paper, `rx="6" fill="${theme.canvas}" stroke="${theme.border}"`),
    ...parts,
    '</svg>\n',
  ].join('\n')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
