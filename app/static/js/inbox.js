/* The inbox: open a task beside the list, decide one or many, keys; without it every button still posts. */
(function () {
  'use strict';
  const inbox = document.getElementById('inbox');
  if (!inbox) { return; }
  const detail = document.getElementById('detail');
  const main = document.getElementById('main');
  const bulk = document.getElementById('bulk');
  const Kedang = window.Kedang;
  const items = () => Array.from(inbox.querySelectorAll('.kd-item'));
  const live = () => items().filter((item) => !item.classList.contains('gone'));
  const current = () => inbox.querySelector('.kd-item.on');
  const boxes = () => Array.from(inbox.querySelectorAll('.kd-item input[type="checkbox"]'));
  const asking = Kedang.newest();

  function reading(on) { inbox.classList.toggle('open', on); main.classList.toggle('reading', on); }

  async function open(item, show) {
    if (!item) { return; }
    items().forEach((each) => { each.classList.toggle('on', each === item); each.removeAttribute('aria-current'); });
    item.setAttribute('aria-current', 'true');
    item.scrollIntoView({ block: 'nearest' });
    if (show) { reading(true); }
    try {
      const pane = await asking.ask(async (signal) => {
        const answer = await Kedang.get(inbox.dataset.taskUrl.replace(/0$/, item.dataset.task), { signal, headers: { Accept: 'text/html' } });
        return answer.ok ? answer.text() : null;
      });
      if (pane === null) { return; }
      detail.innerHTML = pane;
      if (window.htmx) { window.htmx.process(detail); }
    } catch (_error) { /* a newer one was asked for, or the frame has said why */ }
  }

  function chosen() {
    const marked = boxes().filter((box) => box.checked);
    const all = inbox.querySelector('[data-inbox="all"]');
    const said = inbox.querySelector('[data-inbox="chosen"]');
    if (!all) { return marked; }
    all.checked = marked.length > 0 && marked.length === boxes().length;
    all.indeterminate = marked.length > 0 && !all.checked;
    said.textContent = marked.length ? said.dataset.some.replace('{n}', marked.length) : said.dataset.none;
    return marked;
  }

  function tell(result) {
    const item = inbox.querySelector(`.kd-item[data-task="${result.task}"]`);
    if (!item) { return; }
    const said = item.querySelector('.kd-said');
    said.hidden = false; said.textContent = result.message; said.classList.toggle('ok', result.done);
    if (!result.done) { return; }
    item.classList.add('gone');
    const box = item.querySelector('input[type="checkbox"]');
    if (box) { box.checked = false; box.disabled = true; }
    chosen();
    setTimeout(() => leave(item), 1200);
  }

  function leave(item) {
    const before = item.previousElementSibling;
    const after = item.nextElementSibling;
    item.remove();
    const alone = before && before.classList.contains('kd-day') && (!after || after.classList.contains('kd-day'));
    if (alone) { before.remove(); } else if (before) {
      let head = before; while (head && !head.classList.contains('kd-day')) { head = head.previousElementSibling; }
      if (head) { const number = head.lastElementChild; number.textContent = String(Number(number.textContent) - 1); }
    }
    chosen();
    const tab = document.querySelector('.kd-tabs [aria-current] [data-inbox="number"]');
    if (tab) { tab.textContent = String(live().length); tab.classList.toggle('hot', Boolean(inbox.querySelector('.due.late'))); }
    const said = inbox.querySelector('[data-inbox="chosen"]');
    if (said) { said.dataset.none = said.dataset.none.replace(/\d+/, String(live().length)); chosen(); }
    if (!items().length) { location.assign(location.pathname); }
  }

  async function decide(form, button) {
    const data = new FormData(form);
    data.set('move', button.value);
    Array.from(form.elements).forEach((el) => { if (el.tagName === 'BUTTON') { el.disabled = true; } });
    try {
      const answer = await Kedang.post(inbox.dataset.decideUrl, data);
      if (!answer.ok) { return; }
      const told = await answer.json();
      told.results.forEach(tell);
      Kedang.toast(told.say, told.results.every((result) => result.done) ? 'ok' : 'bad');
      Kedang.count();
      if (form !== bulk && told.results[0] && told.results[0].done) { next(); } else if (form === bulk) { hideReason(); if (current() && current().classList.contains('gone')) { next(); } }
    } finally {
      Array.from(form.elements).forEach((el) => { if (el.tagName === 'BUTTON') { el.disabled = false; } });
    }
  }

  function next() {
    reading(false);
    const rest = live();
    if (!rest.length) { asking.off(); detail.replaceChildren(); return; }
    const here = items().indexOf(current());
    open(items().slice(here + 1).find((item) => !item.classList.contains('gone')) || rest[0], false);
  }

  function hideReason() { const line = inbox.querySelector('.kd-ireason'); if (line) { line.hidden = true; line.querySelector('input').value = ''; } }

  inbox.addEventListener('submit', (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!button || button.name !== 'move') { return; }
    event.preventDefault();
    const reason = form.querySelector('input[name="reason"]');
    if (form === bulk) {
      if (!chosen().length) { inbox.querySelector('[data-inbox="all"]').focus(); return; }
      if (button.hasAttribute('data-reason')) { reason.closest('.kd-ireason').hidden = false; reason.focus(); return; }
      if (button.value === '@back' && !reason.value.trim()) { reason.focus(); return; }
    } else if (button.hasAttribute('data-reason') && !reason.value.trim()) {
      reason.setAttribute('aria-invalid', 'true'); reason.classList.add('is-invalid'); reason.focus(); return;
    }
    decide(form, button);
  });

  inbox.addEventListener('click', (event) => {
    if (event.target.closest('[data-inbox="back"]')) { reading(false); return; }
    const item = event.target.closest('.kd-item');
    if (!item || event.target.closest('input') || event.ctrlKey || event.metaKey) { return; }
    event.preventDefault();
    open(item, true);
  });
  inbox.addEventListener('change', (event) => {
    if (event.target.dataset.inbox === 'all') { boxes().forEach((box) => { box.checked = event.target.checked && !box.disabled; }); }
    chosen();
  });

  function walk(step) {
    const rest = live();
    const at = rest.indexOf(current());
    open(rest[Math.min(rest.length - 1, Math.max(0, at + step))], false);
  }
  Kedang.key('j', () => walk(1));
  Kedang.key('k', () => walk(-1));
  Kedang.key('x', () => { const box = current()?.querySelector('input[type="checkbox"]'); if (box) { box.checked = !box.checked; chosen(); } });
  Kedang.key('ctrl+Enter', () => { const button = detail.querySelector('.btn-primary'); if (button) { button.click(); } }, { typing: true });
  chosen();
}());
