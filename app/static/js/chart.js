/* Charts: draws the numbers of #chart-data with ECharts in the page's colours; a click opens the list behind a piece. */
(function () {
  'use strict';
  const root = document.documentElement;
  const box = document.getElementById('chart');
  const island = document.getElementById('chart-data');
  if (!box || !island || !window.echarts) { return; }
  const data = JSON.parse(island.textContent);
  const form = document.getElementById('chart-form');
  let kind = data.kind;
  let chart = null;
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  /* a thin line needs more contrast than an area: grey comes last there */
  const order = () => (kind === 'line' ? [1, 4, 5, 6, 2, 3] : [1, 3, 4, 5, 6, 2]);
  const palette = () => [...order().map((n) => `--kd-c${n}`), '--kd-text-3'].map(colour);
  const narrow = () => box.clientWidth < 500;
  const one = data.series.length === 1;
  const locale = () => (document.body.dataset.locale === 'zh' ? 'ZH' : 'EN');

  function words() { return { color: colour('--kd-text-2'), fontFamily: colour('--kd-font'), fontSize: 12 }; }
  function base() {
    const text = words();
    return {
      animation: false, color: palette(), textStyle: text, aria: { enabled: true },
      legend: { show: !one || kind === 'pie', top: 16, left: 44, right: 24, type: 'scroll', itemWidth: 10, itemHeight: 10, itemGap: 14, icon: 'rect', textStyle: text, pageTextStyle: text },
      tooltip: { renderMode: 'richText', confine: true, backgroundColor: colour('--kd-inverse'), borderWidth: 0, textStyle: { color: colour('--kd-on-inverse'), fontSize: 12 } },
    };
  }
  function axes(lying) {
    const text = words();
    const names = { type: 'category', data: data.groups, axisTick: { show: false }, inverse: lying, axisLine: { lineStyle: { color: colour('--kd-line-strong') } }, axisLabel: Object.assign({ hideOverlap: true, width: lying ? (narrow() ? 80 : 140) : 96, overflow: 'truncate' }, text) };
    const whole = data.series.every((s) => s.values.every(Number.isInteger));
    const values = { type: 'value', splitNumber: 4, minInterval: whole ? 1 : 0, splitLine: { lineStyle: { color: colour('--kd-line') } }, axisLabel: text };
    return lying ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: values };
  }
  function bars(lying) {
    const stack = one || data.beside ? undefined : 'all';
    return data.series.map((s) => ({ name: s.name, type: 'bar', stack, barMaxWidth: lying ? 28 : 56, data: s.values }));
  }
  function lines() {
    return data.series.map((s) => ({ name: s.name, type: 'line', symbol: 'circle', symbolSize: 6, data: s.values }));
  }
  function ring() {
    const sums = data.groups.map((name, n) => ({ name, value: data.series.reduce((sum, s) => sum + s.values[n], 0) }));
    const text = words();
    return [{ type: 'pie', radius: ['42%', '68%'], center: ['50%', '55%'], data: sums, itemStyle: { borderColor: colour('--kd-surface'), borderWidth: 2 }, label: Object.assign({ formatter: '{b}  {c}' }, text), labelLine: { lineStyle: { color: colour('--kd-line-strong') } } }];
  }
  function option() {
    const out = base();
    if (kind === 'pie') { out.tooltip.trigger = 'item'; out.series = ring(); out.color = [...palette(), ...palette()]; return out; }
    const lying = kind === 'row';
    out.tooltip.trigger = 'axis';
    out.tooltip.axisPointer = { type: kind === 'line' ? 'line' : 'shadow' };
    out.grid = { left: lying ? (narrow() ? 92 : 160) : 56, right: 32, top: one ? 28 : 56, bottom: 36 };
    return Object.assign(out, axes(lying), { series: kind === 'line' ? lines() : bars(lying) });
  }
  function draw() {
    const empty = !data.groups.length;
    document.getElementById('chart-none').hidden = !empty;
    box.hidden = empty;
    if (empty) { return; }
    if (chart) { chart.dispose(); }
    chart = window.echarts.init(box, null, { renderer: 'canvas', locale: locale() });
    chart.setOption(option());
    chart.on('click', (event) => {
      const link = kind === 'pie' ? data.links[event.dataIndex] : data.series[event.seriesIndex].links[event.dataIndex];
      if (link) { location.assign(link); }
    });
    box.dataset.drawn = kind;
  }
  function choose(button) {
    kind = button.dataset.kind;
    form.querySelectorAll('[data-kind]').forEach((other) => other.setAttribute('aria-pressed', String(other === button)));
    const here = new URL(location.href);
    here.searchParams.set('kind', kind);
    history.replaceState(history.state, '', here);
    draw();
  }
  /* only what was chosen goes into the address: a chart by name, or an own grouping */
  function ask(changed) {
    const wanted = new URLSearchParams();
    new FormData(form).forEach((value, name) => { if (value) { wanted.append(name, value); } });
    if (changed === 'chart') { ['by', 'series', 'sum', 'bucket'].forEach((name) => wanted.delete(name)); } else { wanted.delete('chart'); }
    if (changed === 'by') { wanted.delete('bucket'); }
    wanted.set('kind', changed === 'chart' ? '' : kind);
    if (!wanted.get('kind')) { wanted.delete('kind'); }
    location.assign(`${form.action}?${wanted}`);
  }
  form.addEventListener('change', (event) => ask(event.target.name));
  form.addEventListener('click', (event) => { const button = event.target.closest('[data-kind]'); if (button) { choose(button); } });
  /* the picture is drawn anew, wide and with its title: it leaves the page it was explained by */
  function picture() {
    const sheet = document.createElement('div');
    const drawn = window.echarts.init(sheet, null, { renderer: 'canvas', width: 1200, height: 640, locale: locale() });
    const wanted = option();
    wanted.title = { text: data.title, left: 44, top: 14, textStyle: { color: colour('--kd-text'), fontFamily: colour('--kd-font'), fontSize: 16, fontWeight: 600 } };
    wanted.legend.top += 36;
    if (wanted.grid) { wanted.grid.top += 40; }
    drawn.setOption(wanted);
    const url = drawn.getDataURL({ pixelRatio: 2, backgroundColor: colour('--kd-surface') });
    drawn.dispose();
    return url;
  }
  document.getElementById('chart-save').addEventListener('click', () => {
    if (!chart) { return; }
    const link = document.createElement('a');
    link.href = picture();
    link.download = `${data.file}.png`;
    link.click();
  });
  document.addEventListener('kedang:theme', draw);
  new ResizeObserver(() => chart && chart.resize()).observe(box);
  draw();
}());
