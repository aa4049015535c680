/* The record page: tabs, previous and next inside the list one came from, dialogs, drafts that are done with. */
(function () {
  'use strict';
  const K = window.Kedang;
  if (!K) { return; }
  const $ = (selector) => document.querySelector(selector);

  /* the open tab stands in sight where the row of tabs is longer than the screen */
  const row = $('.kd-rechead .row-of-tabs'), open = row?.querySelector('[aria-current]');
  const fold = $('.kd-more > ul'), wide = matchMedia('(min-width: 768px)').matches;
  while (fold && wide && row.scrollWidth > row.clientWidth) {  /* what has no room goes behind "more"; a phone turns the row */
    const last = [...row.children].filter((tab) => tab !== open).pop(), place = document.createElement('li');
    if (!last) { break; }
    place.append(last); fold.prepend(place);
  }
  if (row?.contains(open)) { row.scrollLeft = open.offsetLeft - (row.clientWidth - open.offsetWidth) / 2; }

  /* the fold says which of its parts is open */
  const nameFold = (tab) => {
    const fold = $('.kd-more > summary'), inside = tab?.closest('.kd-more'), said = fold?.querySelector('[data-more]');
    if (!fold) { return; }
    fold.toggleAttribute('aria-current', Boolean(inside));
    if (inside) { fold.setAttribute('aria-current', 'true'); }
    said.textContent = inside ? tab.firstElementChild.textContent : said.dataset.more;
  };

  document.addEventListener('htmx:afterSettle', (event) => {
    if (event.detail.target?.id !== 'part') { return; }
    const tab = event.detail.requestConfig?.elt;
    document.querySelectorAll('[data-tab]').forEach((link) => { if (link === tab) { link.setAttribute('aria-current', 'true'); } else { link.removeAttribute('aria-current'); } });
    nameFold(tab);
  });
  window.addEventListener('popstate', () => location.reload());

  document.addEventListener('click', (event) => {
    const open = event.target.closest('[data-dialog]');
    if (open) { const dialog = document.getElementById(open.dataset.dialog); document.querySelectorAll('.kd-menu[open]').forEach((menu) => { menu.open = false; }); dialog.showModal(); dialog.querySelector('textarea')?.focus(); }
    if (event.target.closest('[data-close]')) { event.target.closest('dialog').close(); }
  });

  const asked = $('dialog[data-open]');
  if (asked) { asked.showModal(); (asked.querySelector('[aria-invalid]') || asked.querySelector('select, input:not([type=hidden]), textarea'))?.focus(); }

  /* the order of the list one came from, kept by the list for this tab only */
  const box = $('[data-walk]');
  if (box) {
    const walk = JSON.parse(sessionStorage.getItem(`kd-list:${box.dataset.walk}`) || 'null');
    const at = walk ? walk.ids.map(String).indexOf(box.dataset.pk) : -1;
    const lead = (step, id) => {
      const link = $(`[data-walk-to="${step}"]`);
      link.href = `${box.dataset.walk}/show/${id}${location.search.includes('tab=') ? location.search : ''}`; link.removeAttribute('aria-disabled'); box.hidden = false;
    };
    /* past the page of the list the server knows who comes next, by the same filters and the same order */
    const askBeyond = async (steps) => {
      const answer = await fetch(`${box.dataset.walk}/beside/${box.dataset.pk}${new URL(walk.url, location).search}`, { headers: { Accept: 'application/json' } });
      if (!answer.ok) { return; }
      const found = await answer.json();
      steps.forEach((step) => {
        const id = step < 0 ? found.previous : found.next;
        if (!id) { return; }
        lead(step, id);
        if (step < 0) { walk.ids.unshift(id); } else { walk.ids.push(id); }
      });
      try { sessionStorage.setItem(`kd-list:${box.dataset.walk}`, JSON.stringify(walk)); } catch (_error) { /* private window */ }
    };
    if (at >= 0) {
      const steps = [-1, 1];
      steps.filter((step) => walk.ids[at + step]).forEach((step) => lead(step, walk.ids[at + step]));
      const missing = steps.filter((step) => !walk.ids[at + step]);
      if (missing.length) { askBeyond(missing).catch(() => { /* offline: the page of the list is all there is */ }); }
    }
    const go = (step) => { const link = $(`[data-walk-to="${step}"]`); if (!link?.href) { return false; } link.click(); return true; };
    K.key('ctrl+ArrowLeft', () => go(-1));
    K.key('ctrl+ArrowRight', () => go(1));
    const saved = new URLSearchParams(location.search).get('_saved');
    if (saved) {
      localStorage.removeItem(`kd-draft:${K.user}:${box.dataset.walk}:${saved}`);
      const url = new URL(location); url.searchParams.delete('_saved'); history.replaceState(null, '', url);
    }
  }
  K.key('e', () => { const edit = $('[data-edit]'); if (!edit) { return false; } edit.click(); return true; });

  /* made for a pick list of another tab: tell it, and go */
  const picked = $('[data-picked]');
  if (picked) {
    const channel = new BroadcastChannel('kd-pick');
    channel.postMessage({ token: picked.dataset.picked, value: picked.dataset.value, text: picked.dataset.text });
    window.close();
  }
}());
