/** A generator of reproducible numbers in [0, 1) with 32 bits of state: enough for simulations, not for secrets. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    const first = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35)
    return ((second ^ (second >>> 16)) >>> 0) / 2 ** 32
  }
}
