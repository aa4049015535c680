/* Tells while one types that a record like this one is there already; it never stops anybody. */
(function () {
  'use strict';
  const form = document.getElementById('record-form');
  if (!form || !form.dataset.twins || !window.Kedang) { return; }
  const K = window.Kedang;
  const watched = JSON.parse(form.dataset.twins);
  const WAIT = 450;
  const asking = K.newest();
  let timer = 0;
  let last = '';

  const places = new Map();
  const waved = new Set(); // records that are not the same one, as the person said
  watched.forEach((name) => {
    const cell = form.querySelector(`.kd-cell[data-field="${name}"]`);
    if (!cell || !form.elements[name]) { return; }
    const place = document.createElement('div');
    place.className = 'kd-twins';
    place.setAttribute('role', 'status');
    lastOfLine(cell).after(place);
    places.set(name, place);
  });

  /* the note takes a line of its own below the line of the field */
  function lastOfLine(cell) {
    let last = cell;
    while (last.nextElementSibling && last.nextElementSibling.offsetTop === cell.offsetTop) { last = last.nextElementSibling; }
    return last;
  }
  function note(item) {
    const box = document.getElementById('twin-note').content.cloneNode(true).firstElementChild;
    box.querySelector('[data-twin-name]').textContent = item.name;
    const more = box.querySelector('[data-twin-more]');
    [item.code, item.more].filter(Boolean).join(' · ').split(' · ').forEach((part, at) => { // a day or a code never breaks in two
      const piece = document.createElement('span');
      piece.className = 'text-nowrap'; piece.textContent = part;
      more.append(at ? ' · ' : '', piece);
    });
    box.querySelector('[data-twin-why]').textContent = item.why;
    const level = box.querySelector('[data-twin-level]');
    if (item.level) { level.textContent = item.level; level.className = `kd-tag m-${item.sure}`; level.hidden = false; }
    const open = box.querySelector('a');
    if (item.url) { open.href = item.url; } else { open.remove(); }
    box.querySelector('button').addEventListener('click', () => { waved.add(item.mark); box.remove(); form.elements[item.field].focus(); });
    return box;
  }
  function show(items) {
    places.forEach((place, name) => { place.replaceChildren(...items.filter((item) => item.field === name && !waved.has(item.mark)).map(note)); });
  }
  async function ask() {
    const data = new FormData();
    places.forEach((_place, name) => data.append(name, form.elements[name].value.trim()));
    const question = JSON.stringify([...data]);
    if (question === last) { return; }
    last = question;
    data.append('key', form.dataset.key);
    try {
      const said = await asking.ask(async (signal) => {
        const answer = await K.post(`${form.dataset.view}/twins`, data, { signal });
        return answer.ok ? answer.json() : null;
      });
      if (said) { show(said.items); }
    } catch (_error) { /* a newer one was asked for, or the frame has said why */ }
  }
  function later() { clearTimeout(timer); timer = setTimeout(ask, WAIT); }
  places.forEach((_place, name) => {
    const field = form.elements[name];
    field.addEventListener('input', (event) => { if (!event.isComposing) { later(); } });
    field.addEventListener('compositionend', later);
    field.addEventListener('change', later);
  });
}());
