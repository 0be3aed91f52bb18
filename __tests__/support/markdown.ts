import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

/** GitHub-flavoured Markdown as HTML, raw HTML let through: what is left of an attack shows as a tag. */
export function renderMarkdown(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  })
}

/** Every tag and comment of HTML in order, but for `<wbr>`, which shows as nothing. */
export function tagsOf(html: string): readonly string[] {
  return (html.match(/<[^>]*>?/g) ?? []).filter(tag => tag !== '<wbr>')
}

/** The texts between tags, entities decoded: where GitHub finds mentions, references and emoji. */
export function textNodesOf(html: string): readonly string[] {
  return html.split(/<[^>]*>/).map(decoded)
}

/** What a reader sees. */
export function visibleText(html: string): string {
  return textNodesOf(html).join('')
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

function decoded(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|(\w+));/g, (_, code?: string, name?: string) =>
    code === undefined ? (NAMED[name ?? ''] ?? '?') : String.fromCharCode(Number(code)),
  )
}
