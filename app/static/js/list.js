/* The list: selection and acts, filter editor, columns, page size, keys. Events are delegated: htmx replaces #list-pane. */
(function () {
  'use strict';
  const K = window.Kedang;
  const $ = (selector, from) => (from || document).querySelector(selector);
  const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));
  if (!$('#list-data')) { return; }
  const data = JSON.parse($('#list-data').textContent);
  const pane = () => $('#list-pane');
  const query = () => new URLSearchParams(pane().dataset.query);
  const bar = () => $('#bulk-form');

  function go(params) {
    const url = `${data.here}?${params}`;
    if (data.here !== data.rows || !window.htmx) { location.assign(url); return Promise.resolve(); }
    // in the name of the pane, as its links ask: whatever is asked for later takes its place
    return window.htmx.ajax('GET', url, { source: '#list-pane', target: '#list-pane', swap: 'outerHTML' }).catch(() => {});
  }
  function keep(name, value, path) {
    const life = value === '' ? 0 : 31536000;
    document.cookie = `kd_${name}=${value}; path=${path || '/'}; max-age=${life}; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
  }

  /* ---- what the list offers to filter by and to show: half of a page's weight, so it comes when first needed ---- */
  let fields = []; let offer = null;
  function offered() {
    offer = offer || K.get(`${data.route}/offer/?${query()}`).then((answer) => answer.json()).then((found) => {
      fields = found.fields;
      const made = new DOMParser().parseFromString(found.columns, 'text/html'); // our own template, escaped there
      $('.kd-collist')?.append(...made.body.children);
      return true;
    }).catch(() => { offer = null; return false; });
    return offer;
  }

  /* ---- selection ---- */
  const boxes = () => all('.kd-list tbody input[name="ids"]');
  function count() {
    if (!bar()) { return; }
    const chosen = boxes().filter((box) => box.checked);
    boxes().forEach((box) => box.closest('tr').classList.toggle('on', box.checked));
    bar().hidden = !chosen.length;
    pane().classList.toggle('picking', chosen.length > 0);
    $('[data-list="count"]', bar()).textContent = data.words.selected.replace('{n}', chosen.length);
    const states = new Set(chosen.map((box) => box.closest('tr').dataset.state));
    all('[data-states]', bar()).forEach((button) => { button.hidden = !button.dataset.states.split(' ').some((state) => states.has(state)); });
    const head = $('[data-list="all"]');
    if (head) { head.checked = chosen.length > 0 && chosen.length === boxes().length; head.indeterminate = chosen.length > 0 && !head.checked; }
  }
  function none() { boxes().forEach((box) => { box.checked = false; }); count(); }

  /* ---- one row is the current one: j, k, Enter, x ---- */
  const lines = () => all('.kd-list tbody tr');
  const current = () => $('.kd-list tbody tr.cur');
  function step(by) {
    const rows = lines();
    if (!rows.length) { return; }
    const next = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(current()) + by))];
    rows.forEach((row) => row.classList.toggle('cur', row === next));
    next.scrollIntoView({ block: 'nearest' });
  }
  function open(row) { if (row && row.dataset.href) { location.assign(row.dataset.href); } }
  function page(name) { const link = $(`a.kd-page-${name}`); if (link) { link.click(); } }

  /* ---- the record page walks the rows of the list it came from ---- */
  function remember() {
    const ids = lines().map((row) => row.dataset.id);
    if (!ids.length) { return; }
    try { sessionStorage.setItem(`kd-list:${data.route}`, JSON.stringify({ url: location.pathname + location.search, ids })); } catch (_error) { /* private window */ }
  }

  /* ---- filter editor ---- */
  const field = $('#flt-field'); const op = $('#flt-op'); const values = $('#flt-values'); const error = $('#flt-error');
  let replaced = null; let picker = null;
  const fieldOf = () => fields.find((f) => f.name === field.value);
  const opOf = () => fieldOf().ops.find((o) => o.name === op.value);
  function option(value, text) { const el = document.createElement('option'); el.value = value; el.textContent = text; return el; }
  function input(kind, value, label) {
    const el = document.createElement('input');
    el.className = 'form-control'; el.type = 'text'; el.value = value || ''; el.setAttribute('aria-label', label); el.maxLength = 200;
    if (kind === 'whole' || kind === 'number') { el.inputMode = 'decimal'; }
    values.append(el);
    if ((kind === 'day' || kind === 'instant') && window.flatpickr) {
      el.placeholder = 'YYYY-MM-DD';
      window.flatpickr(el, { dateFormat: 'Y-m-d', allowInput: true, locale: K.locale === 'zh' ? 'zh' : 'default', static: true, disableMobile: true });
    }
    return el;
  }
  function ticks(options, chosen, kind) {
    const list = document.createElement('div'); list.className = 'kd-ticks';
    options.forEach(([value, text], n) => {
      const label = document.createElement('label'); const box = document.createElement('input');
      box.className = 'form-check-input'; box.type = kind; box.name = 'flt-value'; box.value = value; box.id = `flt-v${n}`; box.checked = chosen.includes(value);
      label.append(box, document.createTextNode(text)); list.append(label);
    });
    values.append(list);
  }
  function remote(chosen, many) {
    const select = document.createElement('select'); select.setAttribute('aria-label', fieldOf().label); select.multiple = many;
    values.append(select);
    const url = fieldOf().pick;
    picker = new window.TomSelect(select, {
      ...K.remote(async (text, signal) => { const answer = await K.get(`${url}?q=${encodeURIComponent(text)}`, { signal, quiet: true }); return answer.ok ? answer.json() : { items: [] }; }),
      maxItems: many ? 20 : 1, preload: 'focus', items: [],
      onItemAdd() { this.setTextboxValue(''); if (many) { this.load(''); } },
    });
    chosen.forEach((value) => { picker.addOption({ value, text: chosen.text || `#${value}` }); picker.addItem(value, true); });
  }
  function drawValues(chosen) {
    if (picker) { picker.destroy(); picker = null; }
    values.replaceChildren(); error.hidden = true;
    const f = fieldOf(); const takes = opOf().takes;
    if (takes === 'none') { return; }
    if (f.options.length) { ticks(f.options, chosen, takes === 'many' ? 'checkbox' : 'radio'); return; }
    if (f.pick) { remote(chosen, takes === 'many'); return; }
    if (takes === 'two') {
      input(f.kind, chosen[0], f.label);
      const and = document.createElement('span'); and.textContent = data.words.and; values.append(and);
      input(f.kind, chosen[1], f.label); return;
    }
    input(f.kind, chosen.join(','), f.label);
  }
  function drawOps(name) {
    op.replaceChildren(...fieldOf().ops.map((o) => option(o.name, o.label)));
    op.value = name && fieldOf().ops.some((o) => o.name === name) ? name : fieldOf().ops[0].name;
  }
  async function edit(button) {
    if (!await offered() || !fields.length || $('#list-filter').open) { return; }
    field.replaceChildren(...fields.map((f) => option(f.name, f.label)));
    replaced = button ? `f.${button.dataset.name}.${button.dataset.op}` : null;
    if (button) { field.value = button.dataset.name; }
    drawOps(button && button.dataset.op);
    const chosen = button ? JSON.parse(button.dataset.values) : [];
    if (button) { chosen.text = $('b', button)?.textContent; }
    drawValues(chosen);
    $('#list-filter').showModal();
    (button ? $('input, select', values) || op : field).focus();
  }
  function typed() {
    if (opOf().takes === 'none') { return ['1']; }
    if (picker) { return [].concat(picker.getValue()).filter(Boolean); }
    const boxed = all('input[name="flt-value"]', values);
    if (boxed.length) { return boxed.filter((box) => box.checked).map((box) => box.value); }
    return all('input.form-control', values).map((el) => el.value.trim()).filter(Boolean);  // not the calendar's own year
  }
  function apply(event) {
    event.preventDefault();
    const found = typed(); const takes = opOf().takes;
    if (!found.length || (takes === 'two' && found.length !== 2)) { error.textContent = data.words.needs_value; error.hidden = false; return; }
    const params = query();
    if (replaced) { params.delete(replaced); }
    const name = `f.${field.value}.${op.value}`;
    params.delete(name);
    params.append(name, found.join(takes === 'two' ? '..' : ','));
    $('#list-filter').close();
    go(params);
  }

  /* ---- columns ---- */
  async function choose() { if (await offered()) { $('#list-columns').showModal(); } }
  function columns(event) {
    event.preventDefault();
    const names = all('.kd-collist input:checked').map((box) => box.value);
    $('#list-columns').close();
    if (!names.length) { return; }
    const params = query(); params.set('cols', names.join(','));
    keep('cols', names.join('.'), data.route);
    go(widen(params));
  }
  function standard() {
    keep('cols', '', data.route); keep('widths', '', data.route);
    const params = query(); params.delete('cols'); params.delete('widths');
    all('[data-width]').forEach((el) => { el.value = ''; });
    $('#list-columns').close();
    go(params);
  }

  /* ---- widths: typed in the chooser or drawn at a heading; classes in steps, as the policy allows no styles ---- */
  const STEP = 12; const NARROW = 60; const WIDE = 600;
  const widthOf = (name) => $(`[data-width="${name}"]`);
  function widen(params) {
    const chosen = all('[data-width]').filter((el) => Number(el.value) > 0).map((el) => `${el.dataset.width}:${Math.round(Number(el.value))}`);
    if (chosen.length) { params.set('widths', chosen.join(',')); } else { params.delete('widths'); }
    keep('widths', chosen.join('.'), data.route);
    return params;
  }
  function resize() {
    const at = $('.kd-grid').scrollLeft;
    return Promise.resolve(go(widen(query()))).then(() => { const grid = $('.kd-grid'); if (grid) { grid.scrollLeft = at; } });
  }
  async function settle(name, width) {
    await offered();
    const field = widthOf(name);
    if (field && field.value !== String(width)) { field.value = width; resize(); }
  }
  function draw(event) {
    const grip = event.target.closest('[data-grip]');
    if (!grip || event.button) { return; }
    event.preventDefault();
    const table = grip.closest('table'); const from = event.clientX; const start = grip.closest('th').offsetWidth;
    const col = $(`col[data-name="${grip.dataset.grip}"]`, table);
    let width = 0;
    grip.classList.add('on'); grip.setPointerCapture(event.pointerId);
    function move(moved) {
      width = Math.max(NARROW, Math.min(WIDE, Math.round((start + moved.clientX - from) / STEP) * STEP));
      col.dataset.pixels = width;
      if (!col.classList.contains('c-name')) { col.className = `c-w${width}`; }
      const needed = 42 + all('col[data-pixels]', table).filter((each) => getComputedStyle(each).display !== 'none').reduce((sum, each) => sum + Number(each.dataset.pixels), 0);
      table.className = table.className.replace(/kd-least-\d+/, `kd-least-${Math.max(700, Math.min(3000, Math.ceil(needed / 100) * 100))}`);
    }
    function end() {
      grip.classList.remove('on'); grip.removeEventListener('pointermove', move);
      if (width) { settle(grip.dataset.grip, width); }
    }
    grip.addEventListener('pointermove', move);
    grip.addEventListener('pointerup', end, { once: true }); grip.addEventListener('pointercancel', end, { once: true });
  }
  document.addEventListener('pointerdown', draw);
  document.addEventListener('dblclick', (event) => {
    const grip = event.target.closest('[data-grip]');
    if (grip) { settle(grip.dataset.grip, ''); }
  });

  /* ---- acts on the selected rows: say what, ask why, show each row's result ---- */
  let act = null;
  function prepare(button) {
    act = button;
    const n = boxes().filter((box) => box.checked).length;
    $('#list-act-title').textContent = button.dataset.label;
    $('#list-act-said').textContent = data.words.selected.replace('{n}', n);
    $('#list-act-why').hidden = !button.dataset.reason; $('#list-act-reason').value = '';
    $('#list-act-body').hidden = false; $('#list-act-results').hidden = true; $('#list-act-results').replaceChildren();
    const go_on = $('#list-act-do'); go_on.hidden = false; go_on.disabled = false; go_on.textContent = button.dataset.label;
    go_on.classList.toggle('kd-danger', Boolean(button.dataset.danger)); go_on.classList.toggle('btn-primary', !button.dataset.danger);
    $('#list-act').showModal();
    (button.dataset.reason ? $('#list-act-reason') : go_on).focus();
  }
  async function perform() {
    const form = new FormData(bar());
    form.append('reason', $('#list-act-reason').value);
    $('#list-act-do').disabled = true;
    try {
      const answer = await K.send(act.formAction, { method: 'POST', body: form, headers: { Accept: 'text/html' }, quiet: true });
      if (answer.status !== 200 && answer.status !== 422) { K.toast(K.words.failed, 'bad'); $('#list-act').close(); return; }
      $('#list-act-results').innerHTML = await answer.text();  // our own template, escaped there
      $('#list-act-results').hidden = false;
      if (answer.status === 422) { $('#list-act-do').disabled = false; return; }
      $('#list-act-body').hidden = true; $('#list-act-do').hidden = true;
      go(query());
    } catch (_error) { $('#list-act').close(); }
  }

  /* ---- events ---- */
  document.addEventListener('change', (event) => {
    const el = event.target;
    if (el.matches('[data-list="all"]')) { boxes().forEach((box) => { box.checked = el.checked; }); count(); }
    if (el.matches('input[name="ids"]')) { count(); }
    if (el.matches('[data-list="size"]')) { keep('size', el.value); const p = query(); p.set('size', el.value); go(p); }
    if (el === field) { drawOps(); drawValues([]); }
    if (el === op) { drawValues(typed()); }
  });
  document.addEventListener('click', (event) => {
    const row = event.target.closest('.kd-list tbody tr');
    if (row && !event.target.closest('a, button, input, label, .ck') && !String(window.getSelection())) { open(row); return; }
    const el = event.target.closest('[data-list], [data-act]');
    if (!el) { return; }
    if (el.dataset.act) { event.preventDefault(); prepare(el); return; }
    switch (el.dataset.list) {
      case 'filter': edit(null); break;
      case 'edit': edit(el); break;
      case 'none': none(); break;
      case 'open': if (el.dataset.dialog === 'list-columns') { choose(); break; } if (el.dataset.dialog === 'list-save') { $('[name="state"]', $('#list-save')).value = pane().dataset.query; } $(`#${el.dataset.dialog}`).showModal(); break;
      case 'standard': standard(); break;
      case 'do': perform(); break;
      case 'print': window.print(); break;
      case 'export': el.href = `${el.href.split('?')[0]}?${query()}`; break;
      case 'as': el.href = `${el.href.split('?')[0]}?${query()}`; break;
      case 'up': { const item = el.closest('li'); if (item.previousElementSibling) { item.previousElementSibling.before(item); el.focus(); } break; }
      default:
    }
  });
  document.addEventListener('submit', (event) => {
    const name = event.target.dataset.list;
    if (name === 'filter-form') { apply(event); }
    if (name === 'columns-form') { columns(event); }
  });
  let waiting = 0;
  function find(el) {
    window.htmx?.trigger(pane(), 'htmx:abort'); // rows that come now would take the box from under the fingers
    clearTimeout(waiting); waiting = setTimeout(() => { if (el.isConnected) { el.form.requestSubmit(); } }, 400);
  }
  document.addEventListener('input', (event) => { if (event.target.id === 'list-q' && !event.isComposing && data.here === data.rows) { find(event.target); } });
  document.addEventListener('compositionend', (event) => { if (event.target.id === 'list-q' && data.here === data.rows) { find(event.target); } });
  document.addEventListener('htmx:afterSettle', () => { count(); remember(); });
  [['j', () => step(1)], ['k', () => step(-1)], ['x', () => { const box = current() && $('input', current()); if (box) { box.checked = !box.checked; count(); } }],
    ['Enter', (event) => { if (!current() || event.target.closest('a, button, dialog')) { return false; } open(current()); return true; }],
    ['n', () => page('next')], ['p', () => page('previous')], ['f', () => edit(null)], ['c', () => $('#list-new')?.click()],
  ].forEach(([key, action]) => K.key(key, action));

  async function counts() {
    if (!$('[data-view-count]')) { return; }
    const answer = await K.get(`${data.route}/counts/`, { quiet: true });
    if (!answer.ok) { return; }
    const found = await answer.json();
    all('[data-view-count]').forEach((el) => { if (el.dataset.viewCount in found) { el.textContent = found[el.dataset.viewCount]; el.hidden = false; } });
  }
  count(); remember(); counts().catch(() => {});
}());
