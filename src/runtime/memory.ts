import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8's young generation at its initial size, so that memory does not grow with the bytes that pass through the
 * process. By default it grows to 64 MiB, and to twice that during a collection. Call this before anything is collected.
 */
export function limitSemiSpaceGrowth(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
