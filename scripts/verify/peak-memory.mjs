// Preloaded with `node --import`: at exit, writes the peak resident memory as measured by the kernel (VmHWM, in KiB) to the
// file that PEAK_FILE names.
import { readFileSync, writeFileSync } from 'node:fs'

const file = process.env.PEAK_FILE
if (!file) throw new Error('PEAK_FILE must name a file.')
process.on('exit', () => {
  const [, kibibytes = ''] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  writeFileSync(file, kibibytes)
})
