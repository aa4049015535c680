/* The record page: tabs, previous and next inside the list one came from, dialogs, drafts that are done with. */
(function () {
  'use strict';
  const K = window.Kedang;
  if (!K) { return; }
  const $ = (selector) => document.querySelector(selector);

  /* the open tab stands in sight where the row of tabs is longer than the screen */
  const row = $('.kd-rechead .kd-tabs'), open = row?.querySelector('[aria-current]');
  if (open) { row.scrollLeft = open.offsetLeft - (row.clientWidth - open.offsetWidth) / 2; }

  document.addEventListener('htmx:afterSettle', (event) => {
    if (event.detail.target?.id !== 'part') { return; }
    const tab = event.detail.requestConfig?.elt;
    document.querySelectorAll('[data-tab]').forEach((link) => { if (link === tab) { link.setAttribute('aria-current', 'true'); } else { link.removeAttribute('aria-current'); } });
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
    if (at >= 0 && walk.ids.length > 1) {
      box.hidden = false;
      $('[data-walk-text]').textContent = `${at + 1} / ${walk.ids.length}`;
      document.querySelectorAll('[data-walk-to]').forEach((link) => {
        const id = walk.ids[at + Number(link.dataset.walkTo)];
        if (id) { link.href = `${box.dataset.walk}/show/${id}${location.search.includes('tab=') ? location.search : ''}`; link.removeAttribute('aria-disabled'); }
      });
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
