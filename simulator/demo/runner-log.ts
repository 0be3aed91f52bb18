import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** How the runner shows the commands that concern the log; every other command shows nothing. */
const SHOWN: Readonly<Record<string, { readonly label: string; readonly style: Style }>> = {
  error: { label: 'Error: ', style: 'red' },
  warning: { label: 'Warning: ', style: 'yellow' },
  notice: { label: 'Notice: ', style: 'cyan' },
  group: { label: '▼ ', style: 'bold' },
}

/** Turns a step's raw lines into what the runner's log shows: commands obeyed, masked values as `***`; undefined shows nothing. */
export function createLogView(): (line: string) => string | undefined {
  const masks: string[] = []
  const masked = (text: string) => masks.reduce((shown, mask) => shown.replaceAll(mask, '***'), text)
  return line => {
    const [, command = '', data = ''] = /^\s*::([a-z-]+)(?: [^:]*)?::(.*)$/.exec(line) ?? []
    if (command === '') return masked(line)
    if (command === 'add-mask') {
      // Longer masks first, so that one which holds another is not left half shown.
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
