import { attributeText } from '../failures/plain.ts'
import { countText } from '../failures/quantity.ts'

const BAR_CHARS = 24

/** The first items that fit into `maxBytes` of UTF-8, followed by the number of the others. */
export function fitting(
  items: readonly string[],
  maxBytes: number,
  itemOf: (text: string) => string,
  total = items.length,
): readonly string[] {
  let left = maxBytes
  const end = items.findIndex(item => {
    left -= Buffer.byteLength(item) + 1
    return left < 0
  })
  const shown = end < 0 ? items : items.slice(0, end)
  return shown.length === total ? shown : [...shown, itemOf(`and ${countText(total - shown.length)} more`)]
}

/** A titled block, collapsed at first if `isFolded`; empty if `html` is. */
export function folded(title: string, html: string, isFolded: boolean): string {
  return isFolded && html !== '' ? `<details><summary>${title}</summary>\n${html}\n</details>` : html
}

/** An HTML table; empty without rows. Neither it nor a row contains a blank line, which would end it. */
export function tableOf(rows: readonly string[], head: readonly string[] = []): string {
  if (rows.length === 0) return ''
  const labels = head.map(label => `<th align="left">${label}</th>`).join('')
  return ['<table>', ...(head.length > 0 ? [`<tr>${labels}</tr>`] : []), ...rows, '</table>'].join('\n')
}

/** A row of a name, a number and further cells. */
export function rowOf(name: string, ...cells: readonly string[]): string {
  const others = cells.map((cell, index) => `<td${index === 0 ? ' align="right"' : ''}>${cell}</td>`)
  return `<tr><td>${name}</td>${others.join('')}</tr>`
}

/** Escaped text in a fixed-width font, in which GitHub looks for no mentions and commits. */
export function codeOf(html: string): string {
  return html && `<code>${html}</code>`
}

/** A link with escaped text, or the text alone if the address is not `https`. */
export function linkOf(url: string, html: string): string {
  const parsed = URL.parse(url)
  return parsed?.protocol === 'https:' ? `<a href="${attributeText(parsed.href)}">${html}</a>` : html
}

/** A bar from one time to another on an axis from 0 to `totalMs`, all in milliseconds. */
export function barOf(fromMs: number, toMs: number, totalMs: number): string {
  const start = Math.min(BAR_CHARS - 1, Math.floor((fromMs / totalMs) * BAR_CHARS))
  const end = Math.max(start + 1, Math.min(BAR_CHARS, Math.round((toMs / totalMs) * BAR_CHARS)))
  return codeOf('\u00a0'.repeat(start) + '█'.repeat(end - start) + '\u00a0'.repeat(BAR_CHARS - end))
}
