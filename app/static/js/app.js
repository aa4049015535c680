/* The frame's behaviour: theme, sidebar, menus, toasts, keys, global search, counters. The only global is window.Kedang. */
(function () {
  'use strict';
  const root = document.documentElement;
  const body = document.body;
  const $ = (selector, from) => (from || document).querySelector(selector);
  const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));
  const words = JSON.parse($('#kd-words')?.textContent || '{}');
  /* what a browser says of an empty field is in its own language, not in the reader's */
  document.addEventListener('invalid', (event) => { if (event.target.validity.valueMissing) { event.target.setCustomValidity(words.lacking); } }, true);
  document.addEventListener('input', (event) => { event.target.setCustomValidity?.(''); }, true);
  const csrf = () => $('meta[name="csrf-token"]')?.content || '';
  const phone = () => window.innerWidth < 768;

  /* ---- what the frame remembers: cookies, so that the server draws the page right at once ---- */
  function remember(name, value) {
    document.cookie = `kd_${name}=${value}; path=/; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
  }
  function setTheme(theme) {
    root.setAttribute('data-bs-theme', theme);
    root.dataset.themeChoice = theme;
    remember('theme', theme);
    document.dispatchEvent(new CustomEvent('kedang:theme', { detail: theme }));
  }
  /* whoever never chose follows the system, also when it turns dark in the evening */
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
    if (root.dataset.themeChoice !== 'auto' || window.matchMedia('print').matches) { return; }
    const theme = event.matches ? 'dark' : 'light';
    root.setAttribute('data-bs-theme', theme);
    document.dispatchEvent(new CustomEvent('kedang:theme', { detail: theme }));
  });
  /* the name of a chosen file stands beside the button */
  document.addEventListener('change', (event) => {
    const place = event.target.dataset?.names && document.getElementById(event.target.dataset.names);
    if (place && event.target.files.length) { place.textContent = Array.from(event.target.files, (file) => file.name).join('、'); }
  });
  /* paper is white: while the browser prints, a dark page is a light one */
  window.matchMedia('print').addEventListener('change', (event) => {
    if (event.matches && root.getAttribute('data-bs-theme') === 'dark') { root.dataset.printed = 'dark'; root.setAttribute('data-bs-theme', 'light'); } else if (!event.matches && root.dataset.printed) { root.setAttribute('data-bs-theme', root.dataset.printed); delete root.dataset.printed; } else { return; }
    document.dispatchEvent(new CustomEvent('kedang:theme', { detail: root.getAttribute('data-bs-theme') }));
  });
  function setDensity() {
    const compact = root.getAttribute('data-density') !== 'compact';
    if (compact) { root.setAttribute('data-density', 'compact'); } else { root.removeAttribute('data-density'); }
    remember('density', compact ? 'compact' : 'comfortable');
    document.dispatchEvent(new CustomEvent('kedang:density', { detail: compact }));
  }
  function toggleSide() {
    if (phone()) {
      const open = $('#side').classList.toggle('open');
      $('.kd-shade').hidden = !open;
      if (open) { $('#side a')?.focus(); }
      return;
    }
    const slim = $('#shell').classList.toggle('slim');
    remember('side', slim ? 'slim' : 'wide');
    window.dispatchEvent(new Event('resize'));
  }

  /* ---- toasts ---- */
  function leave(toast) {
    if (!toast.classList.contains('bad')) { setTimeout(() => toast.remove(), 6000); }
  }
  function toast(text, kind) {
    const box = $('#toasts');
    if (!box) { return; }
    const el = document.createElement('div');
    el.className = `kd-toast ${kind || 'ok'}`;
    if (kind === 'bad') { el.setAttribute('role', 'alert'); }
    const span = document.createElement('span');
    span.textContent = text;
    const close = document.createElement('button');
    close.type = 'button'; close.dataset.kd = 'toast'; close.setAttribute('aria-label', words.close); close.textContent = '×';
    el.append(span, close);
    box.append(el);
    leave(el);
  }

  /* ---- talking to the server ---- */
  async function send(url, options) {
    const settings = Object.assign({ credentials: 'same-origin' }, options);
    settings.headers = Object.assign({ 'X-Requested-With': 'fetch', Accept: 'application/json' }, settings.headers);
    if (settings.method && settings.method !== 'GET') { settings.headers['X-CSRFToken'] = csrf(); }
    let answer;
    begin(settings);
    try { answer = await fetch(url, settings); } catch (error) {
      if (error.name === 'AbortError') { throw error; }
      toast(words.offline, 'bad'); throw error;
    } finally { end(settings); }
    if (answer.status === 401 || (answer.redirected && new URL(answer.url).pathname.startsWith('/login'))) {
      toast(words.signed_out, 'bad');
      throw new Error('signed out');
    }
    if (!answer.ok && settings.quiet !== true) {
      let said = words.failed;
      try { const data = await answer.clone().json(); said = data.error || said; if (data.id) { said += ` (${data.id})`; } } catch (_e) { /* not JSON */ }
      toast(said, 'bad');
    }
    return answer;
  }
  const post = (url, data, options) => send(url, Object.assign({ method: 'POST', body: data instanceof FormData ? data : JSON.stringify(data || {}), headers: data instanceof FormData ? {} : { 'Content-Type': 'application/json' } }, options));
  const get = (url, options) => send(url, options);
  /* of questions that follow one another only the newest may answer: ask(signal => …) calls off the one before, off() the last */
  function newest() {
    let running = null;
    function off() { running?.abort(); running = null; }
    async function ask(work) {
      off();
      const mine = new AbortController();
      running = mine;
      const answer = await work(mine.signal);
      mine.signal.throwIfAborted(); // asked again while this one was being read
      return answer;
    }
    return { ask, off };
  }

  /* what takes longer than a blink shows that it is on its way */
  const running = new Map();
  function begin(what) { running.set(what, setTimeout(() => root.classList.add('kd-at-work'), 400)); }
  function end(what) {
    clearTimeout(running.get(what)); running.delete(what);
    if (!running.size) { root.classList.remove('kd-at-work'); }
  }
  document.addEventListener('htmx:beforeSend', (event) => begin(event.detail.xhr));
  document.addEventListener('htmx:afterRequest', (event) => end(event.detail.xhr));

  document.addEventListener('htmx:configRequest', (event) => {
    event.detail.headers['X-CSRFToken'] = csrf();
    event.detail.headers['X-Requested-With'] = 'fetch';
  });
  document.addEventListener('htmx:responseError', (event) => {
    const status = event.detail.xhr.status;
    let said = status === 401 ? words.signed_out : words.failed;
    try { said = JSON.parse(event.detail.xhr.responseText).error || said; } catch (_e) { /* not JSON */ }
    toast(said, 'bad');
  });
  document.addEventListener('htmx:sendError', () => toast(words.offline, 'bad'));

  /* ---- keys: one list, ignored while typing or composing Chinese ---- */
  const bound = [];
  function key(combination, action, options) { bound.push({ combination, action, typing: Boolean(options && options.typing) }); }
  const typing = (el) => el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName);
  let first = '';
  function name(event) {
    const parts = [];
    if (event.ctrlKey || event.metaKey) { parts.push('ctrl'); }
    if (event.altKey) { parts.push('alt'); }
    if (event.shiftKey && event.key.length > 1) { parts.push('shift'); }
    parts.push(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    return parts.join('+');
  }
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) { return; }
    const pressed = name(event);
    const busy = typing(event.target);
    const pair = first && !busy ? `${first} ${pressed}` : '';
    const open = document.querySelector('dialog[open]');
    const called = bound.filter((b) => b.combination === pair);
    const hits = (called.length ? called : bound.filter((b) => b.combination === pressed)).filter((b) => !busy || b.typing || pressed.startsWith('ctrl'));
    first = !busy && pressed === 'g' ? 'g' : '';
    if (open) { return; } // its own keys, and Esc closes it
    if (hits.some((hit) => hit.action(event) !== false)) { event.preventDefault(); } // the first that has something to do
  });
  /* in a dialog Ctrl+Enter is its main button, as it is on a page */
  document.addEventListener('keydown', (event) => {
    const form = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing && event.target.closest?.('dialog[open]')?.querySelector('form[method="post"]');
    if (form) { event.preventDefault(); form.requestSubmit(); }
  });
  key('ctrl+k', () => $('#find')?.focus());
  key('/', () => $('#find')?.focus());
  key('?', () => $('#keys')?.showModal());
  key('g h', () => $('.kd-tabbar a')?.click());
  key('g i', () => $('[data-bell]')?.click());
  key('Escape', () => { const menu = $('.kd-menu[open]'); if (!menu) { return false; } menu.open = false; $('summary', menu).focus(); return true; }, { typing: true });

  /* ---- clicks ---- */
  document.addEventListener('click', (event) => {
    all('.kd-menu[open]').forEach((menu) => { if (!menu.contains(event.target) || event.target.closest('.kd-menu li a, .kd-menu li button')) { menu.open = false; } });
    if (!event.target.closest('.kd-search')) { closeFound(); }
    const target = event.target.closest('[data-kd]');
    if (!target) { return; }
    switch (target.dataset.kd) {
      case 'theme': setTheme(root.getAttribute('data-bs-theme') === 'dark' ? 'light' : 'dark'); break;
      case 'density': setDensity(); break;
      case 'side': toggleSide(); break;
      case 'keys': $('#keys')?.showModal(); break;
      case 'reveal': $('#reveal-dialog')?.showModal(); break;
      case 'close': target.closest('dialog')?.close(); break;
      case 'toast': target.closest('.kd-toast').remove(); break;
      case 'back': history.length > 1 ? history.back() : location.assign('/'); break;
      default:
    }
  });
  document.addEventListener('submit', (event) => {
    const form = event.target;
    const question = form.dataset.confirm;
    if (question && !window.confirm(question)) { event.preventDefault(); return; }
    if (form.getAttribute('action')?.includes('/logout')) { // drafts live until saved or logged out
      try { Object.keys(localStorage).filter((name) => name.startsWith('kd-draft:')).forEach((name) => localStorage.removeItem(name)); } catch (_error) { /* private window */ }
    }
    if (form.matches('[data-once]')) { if (form.dataset.sent) { event.preventDefault(); return; } form.dataset.sent = '1'; }
  });

  /* ---- global search: grouped, walked with the arrow keys ---- */
  const field = $('#find');
  const found = $('#found');
  const finding = newest();
  let waiting = 0; let drawn = '';
  function closeFound() {
    clearTimeout(waiting); finding.off();
    if (found && !found.hidden) { found.hidden = true; field.setAttribute('aria-expanded', 'false'); field.removeAttribute('aria-activedescendant'); }
  }
  function drawFound(groups, text) {
    drawn = text; found.replaceChildren();
    let number = 0;
    groups.forEach((group) => {
      const box = document.createElement('div');
      box.setAttribute('role', 'group'); box.setAttribute('aria-label', group.label);
      const head = document.createElement('div');
      head.className = 'grp'; head.setAttribute('role', 'presentation'); head.textContent = group.label; box.append(head);
      group.rows.forEach((row) => {
        const link = document.createElement('a');
        link.href = row.url; link.id = `found-${number}`; number += 1;
        link.setAttribute('role', 'option'); link.setAttribute('aria-selected', 'false'); link.tabIndex = -1;
        const text = document.createElement('span'); text.className = 'ell'; text.textContent = row.text;
        const side = document.createElement('small'); side.textContent = row.side || '';
        link.append(text, side); box.append(link);
      });
      found.append(box);
    });
    if (!number) { const none = document.createElement('div'); none.className = 'none'; none.setAttribute('role', 'option'); none.setAttribute('aria-disabled', 'true'); none.textContent = words.nothing_found; found.append(none); }
    found.hidden = false;
    field.setAttribute('aria-expanded', 'true');
  }
  async function look() {
    const text = field.value.trim();
    if (!text) { closeFound(); return; }
    try {
      const said = await finding.ask(async (signal) => {
        const answer = await get(`${field.form.dataset.find}?q=${encodeURIComponent(text)}`, { signal, quiet: true });
        return answer.ok ? answer.json() : null;
      });
      if (said) { drawFound(said.groups, text); }
    } catch (_error) { /* called off by the next letter, or said already */ }
  }
  function walk(step) {
    const links = all('a', found);
    if (!links.length) { return; }
    const now = links.findIndex((link) => link.getAttribute('aria-selected') === 'true');
    const next = links[(now + step + links.length) % links.length];
    links.forEach((link) => link.setAttribute('aria-selected', String(link === next)));
    field.setAttribute('aria-activedescendant', next.id);
    next.scrollIntoView({ block: 'nearest' });
  }
  if (field && field.form.dataset.find) {
    field.addEventListener('input', (event) => { if (event.isComposing) { return; } clearTimeout(waiting); waiting = setTimeout(look, 180); });
    field.addEventListener('compositionend', () => { clearTimeout(waiting); waiting = setTimeout(look, 50); });
    field.addEventListener('keydown', (event) => {
      if (event.isComposing) { return; }
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); if (found.hidden) { look(); } else { walk(event.key === 'ArrowDown' ? 1 : -1); } }
      if (event.key === 'Escape') { closeFound(); field.blur(); }
      if (event.key === 'Enter') { const chosen = $('a[aria-selected="true"]', found) || $('a', found); event.preventDefault(); if (!found.hidden && chosen && drawn === field.value.trim()) { location.assign(chosen.href); } else { look(); } }
    });
    if (field.value && document.activeElement === field) { look(); } // typed before this script came
  } else if (field) { field.form.addEventListener('submit', (event) => event.preventDefault()); }

  /* ---- counters: asked for after the page stands, shown from the last answer meanwhile ---- */
  function drawCounts(counts) {
    all('[data-count]').forEach((el) => fill(el, counts[el.dataset.count]));
    all('[data-count-group]').forEach((el) => {
      const parts = el.dataset.countGroup.split(' ').map((n) => counts[n]).filter(Boolean);
      fill(el, el.closest('li').classList.contains('open') && $('ul', el.closest('li')) ? null : parts.reduce((sum, part) => [sum[0] + part[0], sum[1] || part[1]], [0, false]));
    });
  }
  function fill(el, count) {
    const number = count ? count[0] : 0;
    el.hidden = !number; el.textContent = number > 99 ? '99+' : String(number || '');
    el.classList.toggle('hot', Boolean(count && count[1]));
  }
  const store = `kd-counts-${body.dataset.user}`;
  const counting = newest();
  async function count() {
    if (!body.dataset.user || !$('[data-count]') || document.hidden) { return; }
    try {
      const counts = await counting.ask(async (signal) => {
        const answer = await fetch('/counts/', { signal, headers: { 'X-Requested-With': 'fetch', Accept: 'application/json' } });
        return answer.ok && !answer.redirected ? answer.json() : null;
      });
      if (!counts) { return; }
      sessionStorage.setItem(store, JSON.stringify(counts));
      drawCounts(counts);
    } catch (_error) { /* the next round will tell */ }
  }

  window.Kedang = { toast, get, post, send, newest, key, csrf, words, count, locale: body.dataset.locale, user: body.dataset.user, typing };

  all('.kd-toast').forEach(leave);
  try { drawCounts(JSON.parse(sessionStorage.getItem(store) || '{}')); } catch (_error) { /* first visit */ }
  count();
  setInterval(count, 60000);
}());
