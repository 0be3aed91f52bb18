import type { Answer } from './server.ts'

/** Something that goes wrong with one answer; byte counts are those of that answer's body. */
export type Fault =
  /** Another answer in place of the real one. */
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** The real answer, changed. */
  | { readonly kind: 'change'; readonly change: (answer: Answer) => Answer }
  /** The connection is reset: before the head, or after so many bytes of the body. */
  | { readonly kind: 'reset'; readonly afterBytes?: number }
  /** The connection is closed in good order, but before the promised end. */
  | { readonly kind: 'truncate'; readonly afterBytes: number }
  /** Silence on an open connection: before the head, or after so many bytes of the body. */
  | { readonly kind: 'stall'; readonly afterBytes?: number }
  /** Nothing: lets one answer through, so that a later one is hit. */
  | { readonly kind: 'pass' }

/** Faults for one path of either server; each is used once, in order. */
export interface FaultRule {
  /** The whole path without the query, or a pattern for it. */
  readonly path: string | RegExp
  readonly faults: readonly Fault[]
}

/** The faults that are still to come. */
export interface FaultQueue {
  add(rule: FaultRule): void
  /** Takes the next fault for a path; undefined when the real answer is due. */
  take(pathname: string): Fault | undefined
}

/** Creates a queue that holds `rules` in the order in which they are tried. */
export function createFaultQueue(rules: readonly FaultRule[]): FaultQueue {
  const pending: { readonly path: string | RegExp; readonly faults: Fault[] }[] = []
  const add = (rule: FaultRule) => {
    pending.push({ path: rule.path, faults: [...rule.faults] })
  }
  for (const rule of rules) add(rule)
  return {
    add,
    take: pathname =>
      pending.find(rule => rule.faults.length > 0 && matches(rule.path, pathname))?.faults.shift(),
  }
}

function matches(path: string | RegExp, pathname: string): boolean {
  return typeof path === 'string' ? path === pathname : path.test(pathname)
}
