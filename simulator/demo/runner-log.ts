import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** How the runner shows log commands; other commands are not shown. */
const SHOWN: Readonly<Record<string, { readonly label: string; readonly style: Style }>> = {
  error: { label: 'Error: ', style: 'red' },
  warning: { label: 'Warning: ', style: 'yellow' },
  notice: { label: 'Notice: ', style: 'cyan' },
  group: { label: '▼ ', style: 'bold' },
}

/** Converts raw lines of a step to lines of the runner's log: applies commands and masks values with `***`; undefined for a hidden line. */
export function createLogView(): (line: string) => string | undefined {
  const masks: string[] = []
  const masked = (text: string) => masks.reduce((shown, mask) => shown.replaceAll(mask, '***'), text)
  return line => {
    const [, command = '', data = ''] = /^\s*::([a-z-]+)(?: [^:]*)?::(.*)$/.exec(line) ?? []
    if (command === '') return masked(line)
    if (command === 'add-mask') {
      // Longer masks first, so that a mask that contains another one is replaced completely.
      masks.push(unescaped(data))
      masks.sort((one, other) => other.length - one.length)
    }
    const shown = SHOWN[command]
    return shown && styleText(shown.style, `${shown.label}${masked(unescaped(data))}`)
  }
}

function unescaped(data: string): string {
  return data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}
