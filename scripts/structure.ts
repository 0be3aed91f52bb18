import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Node, nodesOf, parse } from './usages.ts'

/** The structure of a source file. */
export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string
  readonly lines: number
  /** Paths of the files that it imports, type imports included. */
  readonly imports: readonly string[]
  /** Names of its interfaces and type aliases. */
  readonly types: readonly string[]
  /** Names of its top-level functions. */
  readonly functions: readonly string[]
  /** Every identifier outside import declarations, once per occurrence. */
  readonly names: readonly string[]
}

const TYPES = ['TsInterfaceDeclaration', 'TsTypeAliasDeclaration']
const IMPORTS = ['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration']

/** Reads the structure of one source file; `path` starts at the root of the repository. */
export function structureOf(path: string, source: string): SourceFile {
  const body = parse(source).body as readonly Node[]
  const declarations = body.map(item =>
    item.type === 'ExportDeclaration' ? (item.declaration as Node) : item,
  )
  const targets = body
    .filter(({ type, source: from }) => IMPORTS.includes(type) && from)
    .map(({ source: from }) => String((from as Node).value))
    .filter(target => target.startsWith('.'))
  const identifiers = body
    .filter(({ type }) => type !== 'ImportDeclaration')
    .flatMap(item => [...nodesOf(item)].filter(({ type }) => type === 'Identifier'))
  return {
    path,
    lines: source.split('\n').length - 1,
    imports: [...new Set(targets.map(target => posix.join(posix.dirname(path), target)))],
    types: declarations.filter(({ type }) => TYPES.includes(type)).map(({ id }) => nameOf(id)),
    functions: declarations.flatMap(functionNames),
    names: identifiers.map(nameOf),
  }
}

function nameOf(identifier: unknown): string {
  return String((identifier as Node).value)
}

function functionNames(item: Node): readonly string[] {
  if (item.type === 'FunctionDeclaration') return [nameOf(item.identifier)]
  if (item.type !== 'VariableDeclaration') return []
  return (item.declarations as readonly Node[])
    .filter(({ init }) => /^(ArrowFunction|Function)Expression$/.test((init as Node | null)?.type ?? ''))
    .map(({ id }) => nameOf(id))
}

/** Every source file below `folder` of the repository. */
export function readStructure(root: string, folder = 'src'): readonly SourceFile[] {
  const paths = globSync(`${folder}/**/*.ts`, { cwd: root }).map(path => path.replaceAll('\\', '/'))
  return paths.sort().map(path => structureOf(path, readFileSync(`${root}${path}`, 'utf8')))
}

/** Top-level functions whose name occurs at most once outside its declaration and imports, as `path#name`. */
export function functionsUsedOnce(files: readonly SourceFile[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const name of files.flatMap(({ names }) => names)) counts.set(name, (counts.get(name) ?? 0) + 1)
  return files.flatMap(({ path, functions }) =>
    functions.filter(name => (counts.get(name) ?? 0) <= 2).map(name => `${path}#${name}`),
  )
}

/** Groups of files with cyclic imports. */
export function cyclesOf(files: readonly SourceFile[]): readonly (readonly string[])[] {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]))
  const reach = new Map<string, Set<string>>()
  for (const { path } of files) {
    const found = new Set<string>()
    const pending = [path]
    for (let next = pending.pop(); next !== undefined; next = pending.pop())
      for (const target of importsOf.get(next) ?? [])
        if (!found.has(target)) {
          found.add(target)
          pending.push(target)
        }
    reach.set(path, found)
  }
  const isCycle = (one: string, other: string) => reach.get(one)?.has(other) && reach.get(other)?.has(one)
  const groups = files
    .filter(({ path }) => isCycle(path, path))
    .map(({ path }) => files.map(file => file.path).filter(other => isCycle(path, other)))
  return [...new Map(groups.map(group => [group.join(), group])).values()]
}

/** The folders of `src/` from the top down: each imports only from those after it. */
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

/** Imports from a higher layer, or from or to a folder that is no layer: `a.ts -> b.ts`. */
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
    functions: total(({ functions }) => functions.length),
    'functions used at most once': functionsUsedOnce(files).length,
    cycles: cyclesOf(files).length,
    'upward imports': upwardImports(files).length,
  }
  for (const [name, value] of Object.entries(rows)) process.stdout.write(`${name}: ${value}\n`)
}
