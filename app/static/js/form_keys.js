/* The form's keys: Enter walks, Ctrl+S and its kin save, Esc asks only if something changed. */
(function () {
  'use strict';
  const form = document.getElementById('record-form');
  if (!form || !window.Kedang) { return; }
  const K = window.Kedang;
  const usable = 'input:not([type=hidden]):not([disabled]), select:not([disabled]), textarea:not([disabled])';

  function stops() {
    return Array.from(form.querySelectorAll(usable)).filter((el) => el.offsetParent !== null && el.tabIndex >= 0 && !el.classList.contains('tomselected'));
  }
  /* the browser is content with the first line of a long field; whoever types wants to see all of it */
  function show(el) { (el.closest('.kd-cell, td') || el).scrollIntoView({ block: 'nearest' }); }
  function next(el, step) {
    const list = stops();
    let at = list.indexOf(el) + step;
    // radio buttons of one field are one stop
    while (list[at] && list[at].type === 'radio' && el.type === 'radio' && list[at].name === el.name) { at += step; }
    const target = list[at];
    if (target) { target.focus(); show(target); if (target.select && target.type === 'text') { target.select(); } }
    return Boolean(target);
  }
  /* the next section with something to type in; from a long one nobody walks out field by field */
  function section(step) {
    const cards = Array.from(form.querySelectorAll('.kd-card[id]')).filter((card) => stops().some((el) => card.contains(el)));
    const target = cards[cards.indexOf(document.activeElement.closest('.kd-card[id]')) + step];
    if (target) { target.scrollIntoView({ block: 'start' }); stops().find((el) => target.contains(el)).focus(); }
  }
  function save(then) {
    const button = document.querySelector(`button[name="then"][value="${then}"][form="record-form"]`);
    if (button) { form.requestSubmit(button); }
  }
  function cancel() {
    const back = document.querySelector('[data-cancel]');
    if (document.querySelector('.ts-wrapper.dropdown-active, .flatpickr-calendar.open')) { return false; }
    if (back) { back.click(); }
    return true;
  }

  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) { return; }
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) { return; }
    const el = event.target;
    if (el.tagName === 'TEXTAREA' || el.tagName === 'BUTTON' || el.tagName === 'A') { return; }
    if (el.closest('.ts-wrapper.dropdown-active')) { return; } // the pick list takes it
    event.preventDefault();
    const row = el.closest('[data-line]');
    if (row && K.form && K.form.endOfRow && K.form.endOfRow(row, el)) { return; }
    next(el, 1);
  });
  form.addEventListener('keyup', (event) => { if (event.key === 'Tab') { show(event.target); } });
  K.key('ctrl+s', () => save('stay'), { typing: true });
  K.key('ctrl+Enter', () => save(document.querySelector('button[name="then"][value="move"]') ? 'move' : 'show'), { typing: true });
  K.key('ctrl+alt+Enter', () => save('new'), { typing: true });
  K.key('alt+PageDown', () => section(1), { typing: true });
  K.key('alt+PageUp', () => section(-1), { typing: true });
  K.key('Escape', () => cancel(), { typing: true });
  K.form = Object.assign(K.form || {}, { el: form, next, stops, save });
}());
