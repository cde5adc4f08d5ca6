import type { EChartsCoreOption } from 'echarts/core';
import { formatDate } from '#ui/format/time.ts';
import type { ChartProps, ChartSeries } from './chart.tsx';
import type { Palette } from './palette.ts';

const dayMs = 86_400_000;
const alpha = (rgb: string, share: number) => rgb.replace('rgb(', 'rgba(').replace(')', `,${share})`);

interface TooltipPoint {
  axisValue: number | string;
  seriesName: string;
  color: string;
  value: [number | string, number | null];
}

/** The library's option for our chart: quiet axes, no decoration, one tooltip with units. */
export function chartOption(
  props: ChartProps,
  palette: Palette,
  locale: string,
  timeZone: string | undefined,
): EChartsCoreOption {
  const { series, format, x = 'time', brush = false, from, to, limit, height = 220 } = props;
  const time = x === 'time';
  const span = spanOf(series, from, to);
  const axisTime = (value: number) => formatDate(value, span > 2 * dayMs ? 'day' : 'time', locale, timeZone);
  const text = { color: palette.ink3, fontSize: 11.5 };
  return {
    animationDuration: 250,
    animationDurationUpdate: 200,
    aria: { enabled: true },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 4, right: 10, top: series.length > 1 ? 30 : 10, bottom: brush ? 44 : 4, containLabel: true },
    legend: {
      show: series.length > 1,
      left: 0,
      top: 0,
      icon: 'roundRect',
      itemWidth: 10,
      itemHeight: 3,
      itemGap: 16,
      textStyle: { color: palette.ink2, fontSize: 12 },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      backgroundColor: palette.raised,
      borderColor: palette.line,
      padding: [8, 10],
      textStyle: { color: palette.ink, fontSize: 12.5 },
      axisPointer: {
        type: series.some(({ kind }) => kind === 'bar') ? 'shadow' : 'line',
        lineStyle: { color: palette.ink3, type: 'solid', width: 1 },
        shadowStyle: { color: alpha(palette.ink3, 0.1) },
      },
      formatter: (points: TooltipPoint[]) =>
        tooltip(points, format, palette, (value) =>
          time ? formatDate(Number(value), 'minute', locale, timeZone) : String(value),
        ),
    },
    xAxis: {
      type: time ? 'time' : 'category',
      ...(from === undefined ? {} : { min: from }),
      ...(to === undefined ? {} : { max: to }),
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true, ...(time ? { formatter: axisTime } : {}) },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      // Nothing is counted in less than ones: a chart of nothing has no fractions of a bit.
      minInterval: 1,
      splitNumber: height < 160 ? 2 : 4,
      axisLabel: { ...text, formatter: format },
      splitLine: { lineStyle: { color: palette.line } },
    },
    ...(brush ? { dataZoom: zoom(palette) } : {}),
    series: series.map((one, at) =>
      seriesOption(
        one,
        one.tone ? palette.tones[one.tone] : (palette.viz[at % palette.viz.length] ?? palette.ink2),
        at === 0 && limit ? limitLine(limit, palette, format) : {},
      ),
    ),
  };
}

function spanOf(series: readonly ChartSeries[], from: number | undefined, to: number | undefined): number {
  if (from !== undefined && to !== undefined) return to - from;
  const times = series
    .flatMap(({ points }) => [points[0], points.at(-1)])
    .flatMap((point) => (point ? [new Date(point[0]).getTime()] : []));
  return times.length > 0 ? Math.max(...times) - Math.min(...times) : 0;
}

function seriesOption(one: ChartSeries, color: string, extra: object) {
  const stacked = one.stack ? { stack: one.stack } : {};
  if (one.kind === 'bar') {
    return {
      type: 'bar',
      name: one.name,
      data: one.points,
      itemStyle: { color, borderRadius: [2, 2, 0, 0] },
      barMaxWidth: 26,
      barGap: '15%',
      ...stacked,
      ...extra,
    };
  }
  return {
    type: 'line',
    name: one.name,
    data: one.points,
    showSymbol: one.points.length === 1,
    symbolSize: 5,
    connectNulls: false,
    sampling: 'lttb',
    lineStyle: { width: 1.6, color },
    itemStyle: { color },
    emphasis: { disabled: true },
    ...(one.kind === 'area' ? { areaStyle: { color: alpha(color, 0.14) } } : {}),
    ...stacked,
    ...extra,
  };
}

const limitLine = (limit: { value: number; label: string }, palette: Palette, format: (value: number) => string) => ({
  markLine: {
    silent: true,
    symbol: 'none',
    lineStyle: { color: palette.tones.warn, type: 'dashed', width: 1 },
    label: {
      formatter: `${limit.label} ${format(limit.value)}`,
      position: 'insideEndTop',
      color: palette.ink2,
      fontSize: 11,
    },
    data: [{ yAxis: limit.value }],
  },
});

const zoom = (palette: Palette) => [
  { type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: false },
  {
    type: 'slider',
    height: 22,
    bottom: 4,
    borderColor: palette.line,
    backgroundColor: 'transparent',
    fillerColor: alpha(palette.tones.brand, 0.1),
    dataBackground: {
      lineStyle: { color: palette.ink3, opacity: 0.4 },
      areaStyle: { color: palette.ink3, opacity: 0.1 },
    },
    selectedDataBackground: {
      lineStyle: { color: palette.tones.brand, opacity: 0.6 },
      areaStyle: { color: palette.tones.brand, opacity: 0.12 },
    },
    handleStyle: { color: palette.raised, borderColor: palette.ink3 },
    moveHandleSize: 0,
    showDetail: false,
  },
];

function tooltip(
  points: TooltipPoint[],
  format: (value: number) => string,
  palette: Palette,
  when: (value: number | string) => string,
): HTMLElement {
  // Built as nodes: a series may be named after something a person typed.
  const box = document.createElement('div');
  const head = box.appendChild(document.createElement('div'));
  head.textContent = when(points[0]?.value[0] ?? '');
  head.style.cssText = `color:${palette.ink3};margin-bottom:4px`;
  for (const point of points) {
    const row = box.appendChild(document.createElement('div'));
    row.style.cssText = 'display:flex;align-items:center;gap:8px';
    const mark = row.appendChild(document.createElement('span'));
    mark.style.cssText = `width:8px;height:8px;border-radius:2px;background:${point.color}`;
    row.appendChild(document.createElement('span')).textContent = point.seriesName;
    const value = row.appendChild(document.createElement('strong'));
    value.style.cssText = 'margin-left:auto;padding-left:16px;font-weight:600;font-variant-numeric:tabular-nums';
    value.textContent = point.value[1] === null || point.value[1] === undefined ? '—' : format(point.value[1]);
  }
  return box;
}
