import { posix } from 'node:path'
import { parseSync } from '@swc/core'

/** A node of a syntax tree; names of the same binding share `ctxt`. */
export type Node = Readonly<Record<string, unknown>> & { readonly type: string }

/** Globals with effects. */
const EFFECTFUL_GLOBALS = new Set([
  ...['console', 'crypto', 'fetch', 'globalThis', 'performance', 'process'],
  ...['setImmediate', 'setInterval', 'setTimeout'],
])

/**
 * What a TypeScript source imports and which globals it uses, as short texts: `import node:fs`, `type src/errors.ts` (erased before it
 * runs), `process`, `process.env`, `Math.random`, `new Date()`, `setTimeout`. `path` starts at the root of the repository.
 */
export function usagesOf(path: string, source: string): readonly string[] {
  return [...new Set([...nodesOf(parse(source))].flatMap(node => usage(path, node)))]
}

/** The syntax tree of a TypeScript module. */
export function parse(source: string): Node {
  return parseSync(source, { syntax: 'typescript', target: 'es2024' }) as unknown as Node
}

/** A value and every node below it. */
export function* nodesOf(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return
  if ('type' in value && typeof value.type === 'string') yield value as Node
  for (const child of Object.values(value)) yield* nodesOf(child)
}

function usage(path: string, node: Node): readonly string[] {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return imported(path, node.source as Node | null, node.typeOnly === true)
    case 'TsImportType':
      return imported(path, node.argument as Node, true)
    case 'CallExpression':
      return called(path, node)
    case 'NewExpression':
      return named(node.callee).map(name => `new ${name}(${firstArgument(node) ? '…' : ''})`)
    case 'MemberExpression':
      return named(node.object).flatMap(object => named(node.property).map(name => `${object}.${name}`))
    case 'Identifier':
      return named(node).filter(name => EFFECTFUL_GLOBALS.has(name))
    default:
      return []
  }
}

function called(path: string, node: Node): readonly string[] {
  const callee = node.callee as Node
  if (callee.type === 'Import') return imported(path, firstArgument(node), false)
  return named(callee).map(name => `${name}()`)
}

/** The path or package of an imported module; a computed name could be anything. */
function imported(path: string, source: Node | null, isType: boolean): readonly string[] {
  if (source === null) return []
  if (source.type !== 'StringLiteral') return ['import of a computed name']
  const name = String(source.value)
  const target = name.startsWith('.') ? posix.join(posix.dirname(path), name) : name
  return [`${isType ? 'type' : 'import'} ${target}`]
}

function named(node: unknown): readonly string[] {
  const { type, value } = node as Node
  return type === 'Identifier' ? [String(value)] : []
}

function firstArgument(node: Node): Node | null {
  const [first] = (node.arguments ?? []) as readonly { readonly expression: Node }[]
  return first?.expression ?? null
}
