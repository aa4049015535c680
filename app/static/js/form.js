/* The form as a whole: nothing typed is lost, sections show how far one is, errors are one click away. */
(function () {
  'use strict';
  const form = document.getElementById('record-form');
  if (!form || !window.Kedang) { return; }
  const K = window.Kedang;
  const words = JSON.parse(document.getElementById('form-words')?.textContent || '{}');
  const DAYS = 7;
  const OWN = new Set(['csrf_token', 'once', 'then', 'next_pk', 'lock_was', 'lock_version']);
  const key = `kd-draft:${K.user}:${form.dataset.view}:${form.dataset.key}`;
  let dirty = form.hasAttribute('data-returned');
  let leaving = false;

  /* ---- the draft: on this computer, for this person and form, never a field marked secret ---- */
  function typed() {
    const secret = new Set(Array.from(form.querySelectorAll('[data-secret]')).map((el) => el.name));
    return Array.from(new FormData(form)).filter(([name, value]) => typeof value === 'string' && !OWN.has(name) && !secret.has(name));
  }
  function keep() {
    if (!dirty || !form.dataset.view) { return; }
    const draft = { at: Date.now(), until: Date.now() + DAYS * 864e5, fields: typed(), version: form.elements.lock_version?.value, was: secretless(form.elements.lock_was?.value) };
    try { localStorage.setItem(key, JSON.stringify(draft)); } catch (_error) { return; }
    const note = document.querySelector('[data-draft]');
    if (note) { note.textContent = `${words.kept} ${clock(draft.at)}`; }
  }
  function secretless(was) {
    if (!was) { return undefined; }
    const secret = Array.from(form.querySelectorAll('[data-secret]'));
    const data = JSON.parse(was);
    secret.forEach((el) => { delete data[el.name]; const part = el.closest('[data-lines]'); if (part) { delete data[`${part.dataset.lines}-`]; } });
    return JSON.stringify(data);
  }
  function clock(at) { const t = new Date(at); return `${String(t.getHours()).padStart(2, '0')}:${String(t.getMinutes()).padStart(2, '0')}`; }
  function kept() {
    try {
      Object.keys(localStorage).filter((name) => name.startsWith('kd-draft:')).forEach((name) => { if (!(JSON.parse(localStorage.getItem(name)).until > Date.now())) { localStorage.removeItem(name); } });
      return JSON.parse(localStorage.getItem(key));
    } catch (_error) { return null; }
  }
  function bringBack(draft) {
    const values = new Map();
    draft.fields.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    document.querySelectorAll('[data-lines]').forEach((box) => {
      const wanted = new Set([...values.keys()].map((name) => name.match(`^${box.dataset.lines}-(\\d+)-`)?.[1]).filter(Boolean));
      while (K.form.addRow && [...wanted].some((at) => !form.elements[`${box.dataset.lines}-${at}-gone`])) { if (!K.form.addRow(box, true)) { break; } }
    });
    values.forEach((list, name) => {
      const found = form.elements[name];
      if (!found) { return; }
      (found instanceof RadioNodeList ? Array.from(found) : [found]).forEach((el) => {
        if (el.type === 'checkbox' || el.type === 'radio') { el.checked = list.includes(el.value); } else if (el.tomselect) { el.tomselect.addOption({ value: list.at(-1), text: list.at(-1) }); el.tomselect.setValue(list.at(-1), true); } else if (el.type !== 'hidden') { el.value = list.at(-1); }
      });
    });
    if (draft.version && form.elements.lock_version) { form.elements.lock_version.value = draft.version; if (draft.was) { form.elements.lock_was.value = draft.was; } }
    dirty = true; conditions(); progress();
    document.querySelectorAll('[data-lines]').forEach((box) => K.form.renumber?.(box));
  }
  function offer() {
    const draft = kept();
    if (!draft || form.hasAttribute('data-returned')) { return; }
    const note = document.getElementById('draft-note').content.cloneNode(true).firstElementChild;
    note.querySelector('[data-draft-at]').textContent = `${new Date(draft.at).toLocaleDateString('sv')} ${clock(draft.at)}`;
    note.querySelector('[data-draft-use]').addEventListener('click', () => { bringBack(draft); note.remove(); });
    note.querySelector('[data-draft-drop]').addEventListener('click', () => { localStorage.removeItem(key); note.remove(); });
    form.before(note);
  }

  /* ---- how far one is ---- */
  function isFilled(cell) {
    return Array.from(cell.querySelectorAll('input:not([type=hidden]), select, textarea')).some((el) => (el.type === 'checkbox' || el.type === 'radio' ? el.checked || el.closest('.one') : el.value));
  }
  function progress() {
    let full = 0; let all = 0;
    form.querySelectorAll('.kd-card[id^="s-"]:not([hidden])').forEach((card) => {
      const cells = Array.from(card.querySelectorAll('.kd-cell[data-field]'));
      const done = cells.filter(isFilled).length;
      full += done; all += cells.length;
      const nav = document.querySelector(`[data-sec="${card.id}"]`);
      [card.querySelector('[data-full]'), nav?.querySelector('[data-full]')].forEach((el) => { if (el) { el.textContent = done; } });
      const tick = nav?.querySelector('.kd-tick');
      if (tick && !tick.classList.contains('err')) { tick.classList.toggle('full', done > 0 && done === cells.length); tick.classList.toggle('part', done > 0 && done < cells.length); }
    });
    const meter = document.querySelector('[data-filled]');
    if (meter && all) { meter.max = all; meter.value = full; document.querySelector('[data-filled-text]').textContent = `${Math.round((full / all) * 100)}%`; }
  }
  /* sections asked only with certain values: they come and go with them, and keep what stands in them */
  function conditions() {
    document.querySelectorAll('[data-when]').forEach((part) => {
      const wanted = Object.entries(JSON.parse(part.dataset.when));
      part.hidden = !wanted.every(([name, values]) => !form.elements[name] || values.includes(form.elements[name].value));
    });
  }
  function watchSections() {
    const links = new Map(Array.from(document.querySelectorAll('[data-sec]')).map((link) => [link.dataset.sec, link]));
    if (!links.size || !window.IntersectionObserver) { return; }
    const seen = new Set();
    const observer = new IntersectionObserver((entries) => {
      entries.forEach((entry) => { if (entry.isIntersecting) { seen.add(entry.target.id); } else { seen.delete(entry.target.id); } });
      const current = [...links.keys()].find((id) => seen.has(id));
      links.forEach((link, id) => { if (id === current) { link.setAttribute('aria-current', 'true'); } else { link.removeAttribute('aria-current'); } });
      keepInSight(links.get(current));
    }, { root: form, threshold: 0.2 });
    links.forEach((_link, id) => { const card = document.getElementById(id); if (card) { observer.observe(card); } });
  }
  /* the navigation scrolls by itself, and only as far as it must */
  function keepInSight(link) {
    const nav = link?.closest('.kd-secnav-wrap');
    if (!nav) { return; }
    const [own, its] = [link.getBoundingClientRect(), nav.getBoundingClientRect()];
    nav.scrollTop += Math.min(0, own.top - its.top) + Math.max(0, own.bottom - its.bottom);
  }
  function jump(id) {
    const el = document.getElementById(id);
    if (!el) { return; }
    el.scrollIntoView({ block: 'center' });
    (el.tomselect || el.querySelector?.('input:not([type=hidden])') || el).focus();
  }

  /* ---- wiring ---- */
  let timer = 0;
  form.addEventListener('input', () => { dirty = true; clearTimeout(timer); timer = setTimeout(() => { keep(); progress(); }, 600); });
  form.addEventListener('change', () => { dirty = true; conditions(); progress(); clearTimeout(timer); timer = setTimeout(keep, 600); });
  form.addEventListener('submit', () => {
    keep(); leaving = true;
    document.querySelectorAll('.kd-savebar button').forEach((button) => button.classList.add('busy'));
  });
  form.addEventListener('click', (event) => {
    const unset = event.target.closest('[data-unset]');
    if (unset) { form.querySelectorAll(`input[type=radio][name="${CSS.escape(unset.dataset.unset)}"]`).forEach((el) => { el.checked = false; }); form.dispatchEvent(new Event('change')); }
  });
  document.addEventListener('click', (event) => {
    const to = event.target.closest('[data-jump]');
    if (to) { event.preventDefault(); jump(to.hash.slice(1)); }
    const cancel = event.target.closest('[data-cancel]');
    if (cancel && dirty) {
      if (!window.confirm(K.words.leave)) { event.preventDefault(); return; }
      localStorage.removeItem(key); leaving = true;
    }
  });
  window.addEventListener('beforeunload', (event) => { if (dirty && !leaving) { keep(); event.preventDefault(); } });

  /* the list one came from: its order, for "save and next" */
  const walk = JSON.parse(sessionStorage.getItem(`kd-list:${form.dataset.view}`) || 'null');
  const at = walk ? walk.ids.map(String).indexOf(form.dataset.key) : -1;
  if (at >= 0 && walk.ids[at + 1]) {
    form.elements.next_pk.value = walk.ids[at + 1];
    document.querySelector('[data-next]')?.removeAttribute('hidden');
  }
  const saved = new URLSearchParams(location.search).get('_saved');
  if (saved) { localStorage.removeItem(`kd-draft:${K.user}:${form.dataset.view}:${saved}`); const url = new URL(location); url.searchParams.delete('_saved'); history.replaceState(null, '', url); }
  offer(); progress(); watchSections();
  const fault = document.querySelector('#faults [data-jump]');
  if (fault) { jump(fault.hash.slice(1)); } else if (location.hash) { jump(decodeURIComponent(location.hash.slice(1))); } else if (document.activeElement === document.body && window.innerWidth >= 768) { K.form.stops?.()[0]?.focus({ preventScroll: true }); }
}());
