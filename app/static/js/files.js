/* The files of a record: picked or dropped, sent one after the other with progress, each with its own fate. */
(function () {
  'use strict';
  const K = window.Kedang;
  const dialog = document.getElementById('file-dialog');
  if (!K) { return; }
  const shelf = () => document.querySelector('.kd-files');
  const make = (tag, name, text) => { const el = document.createElement(tag); el.className = name; if (text) { el.textContent = text; } return el; };
  let looks = 0;

  /* drawn anew in the place of an older drawing, but never of another tab that was just asked for */
  const refresh = () => {
    const box = shelf();
    if (box && !document.querySelector('[data-tab].htmx-request')) {
      window.htmx.trigger('#part', 'htmx:abort');
      window.htmx.ajax('GET', box.dataset.part, { source: '#part', target: '#part', swap: 'innerHTML' }).catch(() => {});
    }
  };

  /* when the list is drawn anew, what was not sent yet stays, the tab stays chosen, the focus comes back */
  let left = []; let held = '';
  document.addEventListener('htmx:beforeSwap', (event) => {
    if (event.detail.target?.id !== 'part') { return; }
    left = [...document.querySelectorAll('.kd-files > [data-queue] > li')];
    held = document.activeElement?.closest('.kd-filelist [data-file]')?.getAttribute('href') || '';
  });
  document.addEventListener('htmx:afterSettle', (event) => {
    if (event.detail.target?.id !== 'part' || !shelf()) { return; }
    document.querySelector('.kd-files > [data-queue]')?.append(...left);
    if (held) { document.querySelector(`.kd-filelist [data-file][href="${held}"]`)?.focus(); }
    const tab = document.querySelector(`[data-tab][hx-get="${shelf().dataset.part}"]`);
    const rows = document.querySelectorAll('.kd-filelist > li').length;
    tab.setAttribute('aria-current', 'true');
    if (rows && !tab.querySelector('.kd-count')) { tab.append(' ', make('span', 'kd-count')); }
    const count = tab.querySelector('.kd-count');
    if (count) { count.textContent = String(rows); }
    watch();
  });

  /* ---- one line of the queue ---- */
  function line(queue, file) {
    const item = make('li', '');
    const meter = make('progress', 'kd-meter');
    meter.max = 100; meter.value = 0; meter.setAttribute('aria-label', file.name);
    const said = make('span', 'said'); said.setAttribute('role', 'status');
    const acts = make('span', 'acts');
    item.append(make('span', 'name', file.name), meter, acts, said);
    queue.append(item);
    return { item, meter, said, acts };
  }

  function fail(part, text, again) {
    const box = shelf();
    part.item.classList.add('failed'); part.said.textContent = text; part.acts.replaceChildren();
    const drop = make('button', 'btn kd-ghost', box ? box.dataset.drop : '×'); drop.type = 'button';
    drop.addEventListener('click', () => part.item.remove());
    if (again && box) {
      const retry = make('button', 'btn', box.dataset.again); retry.type = 'button';
      retry.addEventListener('click', () => { part.item.classList.remove('failed'); part.said.textContent = ''; part.acts.replaceChildren(); again(); });
      part.acts.append(retry);
    }
    part.acts.append(drop);
  }

  /* one request a file: a bad one does not take the others with it; fetch tells no progress, so the older way */
  function send(form, file, part) {
    return new Promise((done) => {
      const data = new FormData();
      data.append('kind', form.elements.kind ? part.kind : '');
      if (form.elements.once) { data.append('once', form.elements.once.value); }
      data.append('file', file, file.name);
      const call = new XMLHttpRequest();
      call.open('POST', form.action);
      call.setRequestHeader('X-CSRFToken', K.csrf());
      call.setRequestHeader('X-Requested-With', 'fetch');
      call.setRequestHeader('Accept', 'application/json');
      call.upload.addEventListener('progress', (event) => { if (event.lengthComputable) { part.meter.value = Math.round(event.loaded * 95 / event.total); } });
      const ends = (text) => { if (text) { fail(part, text, () => send(form, file, part).then((good) => good && settle(form))); done(false); } else { part.item.remove(); done(true); } };
      call.addEventListener('load', () => {
        if (call.status < 300 && form.dataset.stays !== undefined) { tell(part, JSON.parse(call.responseText)); done(true); return; }
        if (call.status < 300) { ends(''); return; }
        let text = call.status === 401 ? K.words.signed_out : K.words.failed;
        try { text = JSON.parse(call.responseText).error || text; } catch (_error) { /* no sentence came */ }
        ends(text);
      });
      call.addEventListener('error', () => ends(K.words.offline));
      call.send(data);
    });
  }

  /* where each file leads to another record, its line stays and says which */
  function tell(part, answer) {
    const link = make('a', '', answer.told); link.href = answer.url;
    part.item.className = 'done'; part.meter.remove(); part.said.replaceChildren(link);
  }

  function settle(form) {
    if (form.dataset.stays !== undefined) { return; }
    if (form.closest('dialog')) { dialog.close(); }
    looks = 0;
    if (shelf()) { refresh(); } else { location.assign(form.closest('[data-part]').dataset.part); }
  }

  async function take(form, files) {
    const queue = form.querySelector('[data-queue]') || form.parentElement.querySelector('[data-queue]');
    const most = Number(shelf()?.dataset.most || 0);
    const kind = form.elements.kind ? form.elements.kind.value : '';
    document.querySelector('[data-none]')?.setAttribute('hidden', '');
    const parts = [...files].map((file) => Object.assign(line(queue, file), { file, kind }));
    let good = 0;
    for (const part of parts) {
      if (most && part.file.size > most) { fail(part, shelf().dataset.tooLarge); continue; }
      if (await send(form, part.file, part)) { good += 1; }
    }
    if (good) { settle(form); K.toast(K.words.saved, 'ok'); }
  }

  document.addEventListener('change', (event) => {
    const pick = event.target.closest('[data-pick]');
    if (!pick || !pick.files.length) { return; }
    const files = [...pick.files];
    pick.value = '';
    take(pick.form, files);
  });

  /* ---- dropping ---- */
  const carries = (event) => [...(event.dataTransfer?.types || [])].includes('Files');
  document.addEventListener('dragover', (event) => {
    if (!carries(event)) { return; }
    event.preventDefault(); // a file let go beside the card must not replace the page
    const box = event.target.closest('.kd-files');
    const may = Boolean(box && box.dataset.files);
    event.dataTransfer.dropEffect = may ? 'copy' : 'none';
    shelf()?.classList.toggle('over', may);
  });
  document.addEventListener('dragleave', (event) => { if (!event.relatedTarget) { shelf()?.classList.remove('over'); } });
  document.addEventListener('drop', (event) => {
    if (!carries(event)) { return; }
    event.preventDefault();
    shelf()?.classList.remove('over');
    const box = event.target.closest('.kd-files');
    if (box && box.dataset.files) { take(box.querySelector('[data-upload]'), event.dataTransfer.files); }
  });

  /* ---- one file in a dialog ---- */
  const opening = K.newest();
  document.addEventListener('click', async (event) => {
    if (event.target.closest('[data-shut]') && dialog?.open) { event.preventDefault(); dialog.close(); return; }
    const link = event.target.closest('[data-file]');
    if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    const sheet = await opening.ask(async (signal) => { const answer = await K.get(link.href, { signal }); return answer.ok ? answer.text() : null; }).catch(() => null);
    if (sheet === null) { return; }
    dialog.innerHTML = sheet;
    dialog.showModal();
    dialog.addEventListener('close', () => { dialog.replaceChildren(); document.querySelector(`[data-file][href="${link.getAttribute('href')}"]`)?.focus(); }, { once: true });
  });

  /* pictures that are still being made are asked for a while, not for ever */
  function watch() {
    if (shelf()?.dataset.waits === undefined || looks >= 20 || dialog?.open) { return; }
    looks += 1;
    setTimeout(() => { if (shelf()?.dataset.waits !== undefined && !dialog?.open && !document.querySelector('.kd-queue li:not(.failed), .kd-files select:focus')) { refresh(); } }, 3000);
  }
  watch();
}());
