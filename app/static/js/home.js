/* The workbench's charts: drawn from the data they carry, redrawn with the theme; a click opens the list behind the bar. */
(function () {
  'use strict';
  const root = document.documentElement;
  const v = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  let charts = [];

  function option(data) {
    const text = { color: v('--kd-text-2'), fontFamily: v('--kd-font'), fontSize: 12 };
    const colours = ['--kd-c1', '--kd-c3', '--kd-c4', '--kd-c2', '--kd-c5', '--kd-c6'].map(v);
    const flat = data.kind === 'row';
    const names = { type: 'category', data: flat ? data.groups.slice().reverse() : data.groups, axisTick: { show: false }, axisLine: { lineStyle: { color: v('--kd-line-strong') } }, axisLabel: text };
    const values = { type: 'value', minInterval: 1, splitNumber: 4, splitLine: { lineStyle: { color: v('--kd-line') } }, axisLabel: text };
    const ring = data.kind === 'pie';
    return {
      animation: false, textStyle: text, color: colours,
      grid: { left: 8, right: 16, top: data.series.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
      legend: data.series.length > 1 || ring ? { top: 8, right: 12, itemWidth: 10, itemHeight: 10, itemGap: 14, icon: 'rect', textStyle: text } : undefined,
      tooltip: { renderMode: 'richText', trigger: ring ? 'item' : 'axis', axisPointer: { type: 'shadow' }, backgroundColor: v('--kd-inverse'), borderWidth: 0, textStyle: { color: v('--kd-on-inverse'), fontSize: 12 } },
      xAxis: ring ? undefined : (flat ? values : names), yAxis: ring ? undefined : (flat ? names : values),
      series: ring ? [{ type: 'pie', radius: ['45%', '70%'], center: ['40%', '55%'], data: data.groups.map((name, i) => ({ name, value: data.series[0].values[i] })), label: { color: v('--kd-text-2') } }]
        : data.series.map((series) => ({ name: series.name, type: data.kind === 'line' ? 'line' : 'bar', stack: data.series.length > 1 && data.kind === 'bar' ? 'all' : undefined, barMaxWidth: 28, data: flat ? series.values.slice().reverse() : series.values })),
    };
  }

  function draw() {
    charts.forEach((chart) => chart.dispose());
    charts = Array.from(document.querySelectorAll('[data-chart]')).map((el) => {
      const data = JSON.parse(el.dataset.chart);
      const chart = window.echarts.init(el);
      chart.setOption(option(data));
      chart.on('click', (event) => {
        const series = data.series[event.seriesIndex];
        const at = data.kind === 'row' ? data.groups.length - 1 - event.dataIndex : event.dataIndex;
        if (series && series.links[at]) { location.assign(series.links[at]); }
      });
      return chart;
    });
  }

  if (!window.echarts) { return; }
  draw();
  document.addEventListener('htmx:afterSettle', draw);
  document.addEventListener('kedang:theme', draw);
  window.addEventListener('resize', () => charts.forEach((chart) => chart.resize()));
}());
