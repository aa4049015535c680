/* Remote pick lists and dates of a form; the text a person typed is never touched by either. */
(function () {
  'use strict';
  const form = document.getElementById('record-form');
  if (!form || !window.Kedang) { return; }
  const K = window.Kedang;
  const words = JSON.parse(document.getElementById('form-words')?.textContent || '{}');

  function address(el, query) {
    const url = new URL(el.dataset.pick, location.origin);
    url.searchParams.set('q', query);
    // the other fields of the form that narrow this list
    Object.values(JSON.parse(el.dataset.by || '{}')).forEach((name) => {
      const prefix = el.name.slice(0, el.name.lastIndexOf('-') + 1);
      const source = form.elements[prefix + name] || form.elements[name];
      if (source && source.value) { url.searchParams.set(name, source.value); }
    });
    return url.pathname + url.search;
  }
  async function ask(el, query, signal) {
    const answer = await K.get(address(el, query), { signal });
    return answer.ok ? answer.json() : { items: [] };
  }
  function pick(el) {
    if (!window.TomSelect || el.tomselect) { return; }
    const here = document.activeElement === el; // who was quicker than this script stands in the list already
    const inGrid = el.closest('.kd-subwrap'); // a grid scrolls sideways and would cut the list off
    let answered = null; // the text whose rows are shown
    let hurry = ''; // Enter was pressed before they came
    const box = new window.TomSelect(el, {
      dropdownParent: inGrid ? 'body' : null,
      ...K.remote((query, signal) => ask(el, query, signal), (found, query) => {
        answered = found.items ? query : null;
        if (!el.tomselect) { return; }
        footer(el.tomselect, el, found.create, query);
        if (hurry && found.items && hurry === query) { hurry = ''; takeOnly(el.tomselect, found.items, query); }
      }),
      maxItems: 1, openOnFocus: false, allowEmptyOption: false, closeAfterSelect: true, placeholder: '',
      plugins: el.getAttribute('aria-required') ? {} : { clear_button: { title: words.clear } },
      onItemAdd() { this.setTextboxValue(''); },
      onDelete: () => true,
      // at the right edge of the window the list grows to the left
      onDropdownOpen(list) { list.classList.remove('leftward'); list.classList.toggle('leftward', list.getBoundingClientRect().right > document.documentElement.clientWidth); },
    });
    // keys clear it by Backspace: the cross is the mouse's, and no stop of its own for Tab
    box.wrapper.querySelector('.clear-button')?.setAttribute('tabindex', '-1');
    // it opens by typing, a click or the arrow: Enter may walk past it without choosing anything
    const open = () => { if (!box.isOpen && document.activeElement === box.control_input) { box.load(box.inputValue()); } };
    box.control.addEventListener('click', open);
    // whoever types faster than the server answers neither loses the text nor takes what he has not seen
    box.control_input.addEventListener('keydown', (event) => {
      const typed = box.inputValue();
      hurry = '';
      if (event.isComposing || !typed || event.altKey || event.ctrlKey) { return; }
      if (event.key === 'Enter' && answered !== typed) {
        event.preventDefault(); event.stopImmediatePropagation();
        hurry = typed;
        if (!box.isOpen) { box.load(typed); }
      } else if (event.key === 'Tab' && answered === typed && box.isOpen && box.activeOption) {
        box.addItem(box.activeOption.dataset.value);
      } else if (event.key === 'Tab') {
        pickByText(el, typed).then((hit) => { if (!hit) { K.toast(words.unknown.replace('{text}', typed), 'warn'); } });
      }
    }, true);
    if (inGrid) { form.addEventListener('scroll', () => { if (box.isOpen) { box.positionDropdown(); } }, { passive: true }); }
    box.control_input.addEventListener('keydown', (event) => { if (event.key === 'ArrowDown' && !box.isOpen) { open(); } else if (event.key === 'Enter' && event.altKey && !event.ctrlKey) { event.preventDefault(); event.stopPropagation(); box.dropdown.querySelector('.kd-create')?.click(); } }, true);
    box.control_input.setAttribute('title', words.search);
    el.setAttribute('aria-hidden', 'true'); // the label belongs to the visible control now
    if (el.getAttribute('aria-label')) { box.control_input.setAttribute('aria-label', el.getAttribute('aria-label')); }
    Object.values(JSON.parse(el.dataset.by || '{}')).forEach((name) => {
      const source = form.elements[name];
      source?.addEventListener?.('change', () => { box.close(); box.clear(); box.clearOptions(); });
    });
    if (here) { box.focus(); }
  }
  function takeOnly(box, items, text) {
    const hit = items.find((item) => item.text === text) || (items.length === 1 ? items[0] : null);
    if (!hit) { return; }
    box.addItem(hit.value); box.close();
    K.form.next?.(box.control_input, 1);
  }
  /* "create here": the new record is made in a tab of its own and comes back by itself */
  function footer(box, el, url, query) {
    box.dropdown.querySelector('.kd-create')?.remove();
    if (!url) { return; }
    const link = document.createElement('a');
    link.className = 'kd-create'; link.target = '_blank'; link.rel = 'opener';
    link.textContent = query ? `${words.create}: ${query}` : words.create;
    const key = document.createElement('kbd');
    key.textContent = 'Alt ↵';
    link.append(' ', key);
    const token = `${el.id}-${Date.now()}`;
    link.href = `${url}${url.includes('?') ? '&' : '?'}_pick=${encodeURIComponent(token)}`;
    link.addEventListener('mousedown', (event) => event.stopPropagation());
    link.addEventListener('click', () => {
      const channel = new BroadcastChannel('kd-pick');
      channel.onmessage = (event) => {
        if (event.data.token !== token) { return; }
        box.addOption({ value: event.data.value, text: event.data.text }); box.setValue(event.data.value); channel.close();
      };
    });
    box.dropdown.append(link);
  }
  async function pickByText(el, text) {
    if (!text) { el.tomselect.clear(); return true; }
    const items = (await ask(el, text)).items;
    const hit = items.find((item) => item.text === text || item.hint === text) || (items.length === 1 ? items[0] : null);
    if (hit) { el.tomselect.addOption(hit); el.tomselect.setValue(hit.value); }
    return Boolean(hit);
  }

  /* The calendar stands on an input of its own: it only writes when a day is chosen. */
  function date(el) {
    if (!window.flatpickr || el.dataset.ready || el.dataset.date === 'clock') { return; }
    el.dataset.ready = '1';
    const withTime = el.dataset.date === 'instant';
    const shadow = document.createElement('input');
    shadow.hidden = true; shadow.tabIndex = -1; shadow.setAttribute('aria-hidden', 'true');
    el.after(shadow);
    const calendar = window.flatpickr(shadow, {
      positionElement: el, clickOpens: false, enableTime: withTime, time_24hr: true, disableMobile: true,
      dateFormat: withTime ? 'Y-m-d H:i' : 'Y-m-d', locale: { ...window.flatpickr.l10ns[K.locale === 'zh' ? 'zh' : 'default'], firstDayOfWeek: 1 },
      onChange: (_days, text) => { el.value = text; el.dispatchEvent(new Event('change', { bubbles: true })); if (!withTime) { calendar.close(); el.focus(); } },
    });
    const open = () => {
      if (/^\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$/.test(el.value)) { calendar.setDate(el.value, false); }
      calendar.open();
    };
    el.addEventListener('click', open);
    el.addEventListener('keydown', (event) => {
      if (event.altKey && event.key === 'ArrowDown') { event.preventDefault(); open(); } else if (event.key === 'Escape' && calendar.isOpen) { event.stopPropagation(); calendar.close(); } else if (event.key === 'Tab' || event.key === 'Enter') { calendar.close(); }
    });
  }
  function enhance(root) {
    root.querySelectorAll('select[data-pick]').forEach(pick);
    root.querySelectorAll('input[data-date]').forEach(date);
  }
  K.form = Object.assign(K.form || {}, { enhance, pickByText });
  enhance(form);
}());
