import { type EChartsCoreOption, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([SVGRenderer])

/** Pixels of a chart. */
const SIZE = { width: 760, height: 400 }

/**
 * The text of an SVG file with the chart that `option` describes, its legend below. The caller registers the chart types
 * and components that it names by `use` of echarts/core.
 */
export function svg(option: EChartsCoreOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...SIZE })
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    textStyle: { fontFamily: 'sans-serif' },
    grid: { left: 80, right: 60, top: 70, bottom: 90 },
    legend: { bottom: 8, icon: 'roundRect' },
    ...option,
  })
  const drawn = chart.renderToSVGString()
  chart.dispose()
  return `${drawn}\n`
}
