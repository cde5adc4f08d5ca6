import { BarChart, LineChart } from 'echarts/charts';
import {
  AriaComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useFormat } from '#ui/format/format-context.tsx';
import { useResolvedTheme } from '#ui/shell/theme.ts';
import type { ChartProps } from './chart.tsx';
import { chartOption } from './chart-option.ts';
import { readPalette } from './palette.ts';

use([
  LineChart,
  BarChart,
  GridComponent,
  TooltipComponent,
  LegendComponent,
  DataZoomComponent,
  MarkLineComponent,
  AriaComponent,
  CanvasRenderer,
]);

export default function EchartsView(props: ChartProps & { height: number }) {
  const { label, height } = props;
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const theme = useResolvedTheme();
  const { locale, timeZone } = useFormat();

  useEffect(() => {
    const node = element.current;
    if (!node) return;
    const instance = init(node);
    chart.current = instance;
    const observer = new ResizeObserver(() => instance.resize());
    observer.observe(node);
    return () => {
      observer.disconnect();
      instance.dispose();
    };
  }, []);

  useEffect(() => {
    // The zoom a person set survives new data: only what is replaced is merged away.
    chart.current?.setOption(chartOption(props, readPalette(theme), locale, timeZone), {
      replaceMerge: ['series', 'xAxis', 'yAxis'],
      lazyUpdate: true,
    });
  }, [props, theme, locale, timeZone]);

  return <div ref={element} role="img" aria-label={label} dir="ltr" style={{ height }} className="w-full" />;
}
