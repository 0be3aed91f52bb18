import { parse, View } from 'vega'
import type { TopLevelSpec } from 'vega-lite'
import { compile } from 'vega-lite'

/** A chart: its name becomes the file `docs/performance/<name>.svg`. */
export interface Chart {
  readonly name: string
  /** What the chart shows, for screen readers. */
  readonly alt: string
  readonly spec: TopLevelSpec
}

/** A point of a line. */
export interface Point {
  readonly series: string
  readonly x: number
  readonly y: number
}

/** An axis; `ticks` are the labelled values, and `label` a Vega expression over `datum.value` that formats them. */
export interface Axis {
  readonly title: string
  readonly type: 'linear' | 'log'
  readonly ticks?: readonly number[]
  readonly label?: string
  readonly domain?: readonly [number, number]
}

/** Lines over two axes; the first series is drawn bold. */
export interface LineChart {
  readonly name: string
  readonly alt: string
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  readonly points: readonly Point[]
  /** A limit, drawn as a dashed horizontal line. */
  readonly limit?: number
}

const WIDTH = 640
const HEIGHT = 320

function axisOf({ title, type, ticks, label, domain }: Axis) {
  return {
    title,
    type: 'quantitative',
    scale: { type, nice: false, ...(domain && { domain: [...domain] }) },
    axis: { ...(ticks && { values: [...ticks] }), ...(label && { labelExpr: label }), grid: true },
  } as const
}

/** Creates a line chart. */
export function lineChart({ name, alt, title, x, y, points, limit }: LineChart): Chart {
  const series = [...new Set(points.map(point => point.series))]
  const legend = { title: null, labelLimit: 0 }
  const color = { field: 'series', type: 'nominal', sort: series, legend } as const
  const size = { condition: { test: `datum.series === ${JSON.stringify(series[0])}`, value: 4 }, value: 1.5 }
  const rule = {
    data: { values: [{}] },
    mark: { type: 'rule' as const, strokeDash: [6, 4] },
    encoding: { y: { datum: limit ?? 0 } },
  }
  const spec: TopLevelSpec = {
    background: 'white',
    title,
    width: WIDTH,
    height: HEIGHT,
    layer: [
      {
        data: { values: [...points] },
        mark: { type: 'line', interpolate: 'linear', clip: true },
        encoding: {
          x: { field: 'x', ...axisOf(x) },
          y: { field: 'y', ...axisOf(y) },
          color,
          size,
        },
      },
      ...(limit === undefined ? [] : [rule]),
    ],
  }
  return { name, alt, spec }
}

/** The Markdown that shows a chart. */
export function image({ name, alt }: Chart): string {
  return `![${alt}](performance/${name}.svg)`
}

/** The chart as an SVG document, drawn without a browser. */
export async function svgOf({ spec }: Chart): Promise<string> {
  const view = new View(parse(compile(spec).spec), { renderer: 'none' })
  const svg = await view.toSVG()
  view.finalize()
  return `${svg}\n`
}
