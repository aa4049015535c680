/* Child rows in a form: add by Enter or button, remove, renumber, paste a block from Excel. */
(function () {
  'use strict';
  const form = document.getElementById('record-form');
  if (!form || !window.Kedang) { return; }
  const K = window.Kedang;
  const words = JSON.parse(document.getElementById('form-words')?.textContent || '{}');
  const YES = new Set(['1', 'y', 'yes', 'true', '是', '√', '✓', 'x']);

  const rows = (box) => Array.from(box.querySelectorAll('tbody > tr[data-line]')).filter((row) => !row.hidden);
  const cells = (row) => Array.from(row.querySelectorAll('td:not(.no):not(.end)'));
  const control = (cell) => cell.querySelector('select.tomselected, .form-control, .form-select, input[type=checkbox], select');

  function renumber(box) {
    rows(box).forEach((row, at) => { row.querySelector('[data-no]').textContent = at + 1; });
    const filled = rows(box).filter((row) => isFilled(row)).length;
    box.querySelector('[data-rows]').textContent = filled;
    const nav = document.querySelector(`[data-sec="${box.id}"]`);
    if (nav) { nav.querySelector('[data-lines-count]').textContent = filled; nav.querySelector('.kd-tick').classList.toggle('full', filled > 0); }
  }
  function isFilled(row) {
    return cells(row).some((cell) => { const el = control(cell); return el && (el.type === 'checkbox' ? el.checked : el.value); });
  }
  function add(box, quiet) {
    if (rows(box).length >= Number(box.dataset.most)) { K.toast(words.full, 'warn'); return null; }
    const used = Array.from(box.querySelectorAll('[data-gone]')).map((el) => Number(/-(\d+)-gone$/.exec(el.name)?.[1] ?? -1));
    const index = String(Math.max(-1, ...used) + 1);
    const copy = box.querySelector('template').content.cloneNode(true);
    const row = copy.querySelector('[data-line]');
    row.querySelectorAll('*').forEach((el) => {
      ['id', 'name', 'for', 'aria-label', 'aria-labelledby', 'aria-describedby', 'data-unset'].forEach((attribute) => {
        const value = el.getAttribute(attribute);
        if (value && value.includes('__n__')) { el.setAttribute(attribute, value.replaceAll('__n__', attribute === 'aria-label' ? String(rows(box).length + 1) : index)); }
      });
    });
    box.querySelector('tbody').append(row);
    K.form.enhance?.(row);
    if (!quiet) { renumber(box); }
    return row;
  }
  function focusFirst(row) {
    const el = row && row.querySelector('input:not([type=hidden]), select, textarea');
    if (el) { (el.tomselect || el).focus(); }
  }
  function endOfRow(row, el) {
    const stops = K.form.stops().filter((stop) => row.contains(stop));
    if (stops[stops.length - 1] !== el) { return false; }
    const box = row.closest('[data-lines]');
    const list = rows(box);
    if (list[list.length - 1] !== row) { return false; }
    if (!isFilled(row)) { return false; }
    focusFirst(add(box));
    return true;
  }
  function remove(row) {
    const box = row.closest('[data-lines]');
    if (row.querySelector('input[name$="-id"]')) { row.hidden = true; row.querySelector('[data-gone]').value = '1'; } else { row.remove(); }
    const why = row.nextElementSibling;
    if (why && why.classList.contains('why')) { why.remove(); }
    renumber(box);
    form.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /* a block as Excel puts it on the clipboard: tabs between cells, quotes around cells with line breaks */
  function parse(text) {
    const out = [[]]; let cell = ''; let quoted = false; let i = 0;
    const push = () => { out[out.length - 1].push(cell.trim()); cell = ''; };
    text = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
    while (i < text.length) {
      const c = text[i];
      if (quoted) { if (c === '"' && text[i + 1] === '"') { cell += '"'; i += 1; } else if (c === '"') { quoted = false; } else { cell += c; } } else if (c === '"' && cell === '') { quoted = true; } else if (c === '\t') { push(); } else if (c === '\n') { push(); out.push([]); } else { cell += c; }
      i += 1;
    }
    push();
    return out;
  }
  /* false where a closed list does not know the text: nothing is chosen then, and it is said */
  async function put(cell, text) {
    const el = control(cell);
    const radios = Array.from(cell.querySelectorAll('input[type=radio]'));
    if (!el && !radios.length) { return true; }
    let known = true;
    if (radios.length) {
      const hit = radios.find((each) => each.value === text || each.closest('label')?.textContent.trim() === text);
      radios.forEach((each) => { each.checked = each === hit; });
      known = Boolean(hit) || !text;
    } else if (el.type === 'checkbox') { el.checked = YES.has(text.toLowerCase()); } else if (el.tomselect) { known = await K.form.pickByText?.(el, text); } else if (el.tagName === 'SELECT') {
      const option = Array.from(el.options).find((each) => each.textContent.trim() === text || each.value === text);
      el.value = option ? option.value : '';
      known = Boolean(option) || !text;
    } else { el.value = text; }
    (el || radios[0]).dispatchEvent(new Event('change', { bubbles: true }));
    return known;
  }
  /* where each column of the block goes: by its heads when the first line is nothing but ours, else side by side from where one stands */
  function places(block, row, start) {
    const plain = (text) => text.replace(/[\s*＊]/g, '').toLowerCase();
    const ours = cells(row).map((cell) => plain(cell.dataset.label || ''));
    const heads = block[0].map((text) => ours.indexOf(plain(text)));
    if (block.length > 1 && block[0].some((text) => text) && block[0].every((text, at) => !text || heads[at] >= 0)) { block.shift(); return heads; }
    return Array.from({ length: Math.max(...block.map((line) => line.length)) }, (_none, at) => start + at);
  }
  async function paste(event) {
    const start = event.target.closest('[data-lines] td');
    const text = event.clipboardData?.getData('text/plain') || '';
    if (!start || !/[\t\n]/.test(text.replace(/\r?\n$/, ''))) { return; }
    event.preventDefault();
    const box = start.closest('[data-lines]');
    const block = parse(text);
    let row = start.closest('tr');
    const columns = places(block, row, cells(row).indexOf(start));
    let done = 0;
    const unknown = [];
    for (const line of block) {
      if (!row) { row = add(box, true); }
      if (!row) { break; }
      const targets = cells(row);
      for (let at = 0; at < line.length; at += 1) {
        const target = targets[columns[at]];
        if (target && !(await put(target, line[at]))) { unknown.push(line[at]); }
      }
      done += 1;
      const list = rows(box);
      row = list[list.indexOf(row) + 1] || null;
    }
    renumber(box);
    form.dispatchEvent(new Event('input', { bubbles: true }));
    K.toast(`${words.pasted} ${done}`);
    if (unknown.length) { K.toast(words.unread.replace('{text}', unknown.slice(0, 3).join('、')), 'warn'); }
  }

  form.addEventListener('click', (event) => {
    const button = event.target.closest('[data-kd-line]');
    if (!button) { return; }
    if (button.dataset.kdLine === 'add') { focusFirst(add(button.closest('[data-lines]'))); } else { remove(button.closest('[data-line]')); }
  });
  form.addEventListener('paste', paste);
  form.addEventListener('input', (event) => { const box = event.target.closest?.('[data-lines]'); if (box) { renumber(box); } });
  K.form = Object.assign(K.form || {}, { endOfRow, addRow: add, renumber });
}());
