import { parse } from 'content-disposition'
import type { FileFormat } from '../providers/provider.ts'
import type { Redact } from '../secrets/redactor.ts'
import { extensionOf } from './first-bytes.ts'

/** What a file's name is chosen from, best first. */
export interface NameSource {
  /** The provider's own. */
  readonly name?: string
  /** Value of the `Content-Disposition` header, or empty. */
  readonly disposition: string
  /** Base name without extension, for want of another. */
  readonly stem: string
  /** First bytes of the file, which tell the extension of a `stem`. */
  readonly head: Uint8Array
  readonly format: FileFormat
}

/** File systems allow 255 bytes; the rest is for the suffix of a part file. */
const MAX_NAME_BYTES = 200
const MAX_EXTENSION_BYTES = 20
/** What may fill a header field of its own; longer ones are not read. */
const MAX_DISPOSITION_CHARS = 8192
const FALLBACK = 'export'

/** Control, format (bidi, zero-width), unassigned and otherwise invisible characters. */
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}]/gu
/** Device names of Windows, with any extension. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])[\s.]*(\.|$)/i

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

function splitExtension(name: string): readonly [base: string, extension: string] {
  const extension = /(\.tar)?\.[^.\s]+$/i.exec(name)?.[0] ?? ''
  const isExtension = extension !== name && byteLength(extension) <= MAX_EXTENSION_BYTES
  return isExtension ? [name.slice(0, name.length - extension.length), extension] : [name, '']
}

function shortened(name: string, maxBytes: number): string {
  if (byteLength(name) <= maxBytes) return name
  const [base, extension] = splitExtension(name)
  const room = maxBytes - byteLength(extension)
  const kept = new Uint8Array(room)
  // encodeInto never writes half a character.
  const { read } = new TextEncoder().encodeInto(base, kept)
  return base.slice(0, read).replace(/[. ]+$/, '') + extension
}

/** Neither an option, a home folder, a hidden file, a device nor a part file; two characters may be added, one at either end. */
function harmless(name: string, maxBytes: number): string {
  return shortened(name, maxBytes - 2)
    .replace(/^[-~.]/, '_')
    .replace(DEVICE, '_$&')
    .replace(/\.part$/i, '$&_')
}

/**
 * A base name of at most 200 bytes that every file system takes as it is, made from a name that anybody may have chosen:
 * folders are dropped, invisible characters removed, forbidden ones replaced. Undefined when nothing is left.
 */
export function safeName(raw: string): string | undefined {
  const basename = raw.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const plain = basename
    .replace(INVISIBLE, '')
    .replace(/\p{Z}/gu, ' ')
    .replace(/[<>:"|?*\uFFFD]/g, '_')
    .replace(/[. ]+$/, '')
    .trimStart()
  if (/^[._\- ~]*$/.test(plain)) return undefined
  // Removing a character may leave two that compose.
  return harmless(plain.normalize('NFC'), MAX_NAME_BYTES)
}

function servedName(disposition: string): string {
  return disposition.length > MAX_DISPOSITION_CHARS ? '' : (parse(disposition).parameters.filename ?? '')
}

/** A name that somebody chose, made safe; undefined when nothing is left, or when it holds what `redact` takes out. */
export function givenName(raw: string, redact: Redact): string | undefined {
  const name = safeName(raw)
  return name !== undefined && [raw, name].every(text => redact(text) === text) ? name : undefined
}

function nameOf({ name, disposition, stem, head, format }: NameSource, redact: Redact): string {
  const given = givenName(name ?? '', redact) ?? givenName(servedName(disposition), redact)
  return given ?? harmless((safeName(stem) ?? FALLBACK) + extensionOf(head, format), MAX_NAME_BYTES)
}

/** Equal for names that any file system takes for the same one. */
function foldedCase(name: string): string {
  return name.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFC')
}

function numbered(name: string, index: number): string {
  const prefix = `${index + 1}-`
  return prefix + harmless(name, MAX_NAME_BYTES - prefix.length)
}

/**
 * Safe and distinct names in the order of `sources`, none of them with a secret in it; names that collide get their place
 * in that order: `1-data.csv`, `2-data.csv`.
 */
export function fileNames(sources: readonly NameSource[], redact: Redact = text => text): readonly string[] {
  const names = sources.map(source => nameOf(source, redact))
  const counts = Map.groupBy(names, foldedCase)
  const distinct = names.map((name, i) =>
    counts.get(foldedCase(name))?.length === 1 ? name : numbered(name, i),
  )
  // A number may make a name that another file had; then all are numbered, which cannot collide.
  const isDistinct = new Set(distinct.map(foldedCase)).size === names.length
  return isDistinct ? distinct : names.map(numbered)
}
