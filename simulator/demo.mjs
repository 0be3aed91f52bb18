// A launcher for any Node version: older ones cannot run the demo's TypeScript.
const MIN_MAJOR = 24
const major = Number(process.versions.node.split('.')[0])

if (major >= MIN_MAJOR) await import('./demo.ts')
else {
  process.stderr.write(
    `The demo needs Node ${MIN_MAJOR}, this is ${process.versions.node}: install Node ${MIN_MAJOR}, put it first on the PATH and run it again.\n`,
  )
  process.exitCode = 1
}
