import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Node, nodesOf, parse } from './sightings.ts'

/** A source file as the structure sees it. */
export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string
  readonly lines: number
  /** Paths of the files that it imports, type imports included. */
  readonly imports: readonly string[]
  /** Names of its interfaces and type aliases. */
  readonly types: readonly string[]
  /** Its top-level functions, and how often the file itself uses each. */
  readonly functions: ReadonlyMap<string, number>
  /** How often it uses each imported name, by `path#name`. */
  readonly uses: ReadonlyMap<string, number>
}

const TYPES = ['TsInterfaceDeclaration', 'TsTypeAliasDeclaration']
const IMPORTS = ['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration']

/** Reads the structure of one source file; `path` starts at the root of the repository. */
export function structureOf(path: string, source: string): SourceFile {
  const module = parse(source)
  const body = module.body as readonly Node[]
  const declared = body.map(item => (item.type === 'ExportDeclaration' ? (item.declaration as Node) : item))
  const identifiers = [...nodesOf(module)].filter(({ type }) => type === 'Identifier')
  const occurrences = (identifier: Node) =>
    identifiers.filter(({ value, ctxt }) => value === identifier.value && ctxt === identifier.ctxt).length
  const functions = declared.flatMap(functionNames)
  const imports = body.filter(({ type, source: from }) => IMPORTS.includes(type) && from)
  const target = ({ source: from }: Node) =>
    posix.join(posix.dirname(path), String((from as Node).value))
  const own = imports.filter(({ source: from }) => String((from as Node).value).startsWith('.'))
  const specifiers = own
    .filter(({ type }) => type === 'ImportDeclaration')
    .flatMap(item => (item.specifiers as readonly Node[]).map(specifier => ({ from: target(item), specifier })))
  return {
    path,
    lines: source.split('\n').length - 1,
    imports: [...new Set(own.map(target))],
    types: declared.filter(({ type }) => TYPES.includes(type)).map(({ id }) => String((id as Node).value)),
    functions: new Map(functions.map(name => [String(name.value), occurrences(name) - 1])),
    uses: new Map(
      specifiers.map(({ from, specifier: { local, imported } }) => [
        `${from}#${((imported ?? local) as Node).value}`,
        occurrences(local as Node) - 1,
      ]),
    ),
  }
}

function functionNames(item: Node): readonly Node[] {
  if (item.type === 'FunctionDeclaration') return [item.identifier as Node]
  if (item.type !== 'VariableDeclaration') return []
  const declarations = item.declarations as readonly { readonly id: Node; readonly init: Node | null }[]
  const isFunction = (init: Node | null) => /^(ArrowFunction|Function)Expression$/.test(init?.type ?? '')
  return declarations.filter(({ init }) => isFunction(init)).map(({ id }) => id)
}

/** Every source file below `folder` of the repository. */
export function readStructure(root: string, folder = 'src'): readonly SourceFile[] {
  const paths = globSync(`${folder}/**/*.ts`, { cwd: root }).map(path => path.replaceAll('\\', '/'))
  return paths.sort().map(path => structureOf(path, readFileSync(`${root}${path}`, 'utf8')))
}

/** Functions at the top level of a file that are used at most once in all files, as `path#name`. */
export function functionsUsedOnce(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, functions }) =>
    [...functions]
      .filter(([name, own]) => {
        const others = files.map(({ uses }) => uses.get(`${path}#${name}`) ?? 0)
        return others.reduce((sum, uses) => sum + uses, own) <= 1
      })
      .map(([name]) => `${path}#${name}`),
  )
}

/** Groups of files that import each other in a circle; none where the imports have an order. */
export function cyclesOf(files: readonly SourceFile[]): readonly (readonly string[])[] {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]))
  const reach = (from: string) => {
    const found = new Set<string>()
    const visit = (path: string) => {
      for (const next of importsOf.get(path) ?? [])
        if (!found.has(next)) {
          found.add(next)
          visit(next)
        }
    }
    visit(from)
    return found
  }
  const reachable = new Map(files.map(({ path }) => [path, reach(path)]))
  const groups = files
    .filter(({ path }) => reachable.get(path)?.has(path))
    .map(({ path }) =>
      [...(reachable.get(path) ?? [])].filter(other => reachable.get(other)?.has(path)).sort().join(' '),
    )
  return [...new Set(groups)].map(group => group.split(' '))
}

/** The folders of `src/` from the top down: each imports only from those behind it. */
export const LAYERS = [
  '',
  'report',
  'exports',
  'inputs',
  'polling',
  'artifact',
  'download',
  'http',
  'providers',
  'secrets',
  'runtime',
  'failures',
] as const

function layerOf(path: string): number {
  const [, folder = ''] = /^src\/([^/]+)\/.+$/.exec(path) ?? []
  return (LAYERS as readonly string[]).indexOf(folder)
}

/** Imports that lead up, or to a folder that has no place among the layers: `a.ts -> b.ts`. */
export function upwardImports(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, imports }) =>
    imports
      .filter(target => layerOf(target) < layerOf(path) || layerOf(path) < 0 || layerOf(target) < 0)
      .map(target => `${path} -> ${target}`),
  )
}

const root = fileURLToPath(new URL('../', import.meta.url))
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = readStructure(root)
  const total = (count: (file: SourceFile) => number) => files.reduce((sum, file) => sum + count(file), 0)
  const rows = {
    files: files.length,
    lines: total(({ lines }) => lines),
    types: total(({ types }) => types.length),
    functions: total(({ functions }) => functions.size),
    'functions used at most once': functionsUsedOnce(files).length,
    cycles: cyclesOf(files).length,
    'upward imports': upwardImports(files).length,
  }
  for (const [name, value] of Object.entries(rows)) process.stdout.write(`${name}: ${value}\n`)
}
