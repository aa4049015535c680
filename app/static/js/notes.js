/* Naming a colleague in a note: after @ the people who can see the record, chosen by arrow keys or a click. */
(function () {
  'use strict';
  const K = window.Kedang;
  if (!K) { return; }
  const asking = K.newest();
  let picked = -1;

  const box = (area) => area.closest('[data-at]');
  const list = (area) => box(area)?.querySelector('.kd-atlist');
  const options = (area) => Array.from(list(area).children);

  function typed(area) {
    const before = area.value.slice(0, area.selectionStart);
    const found = /(?:^|[^\w.])@([^\s@]{0,20})$/.exec(before);
    return found ? found[1] : null;
  }

  function close(area) {
    const people = list(area);
    asking.off();
    people.hidden = true; people.replaceChildren(); picked = -1;
    area.setAttribute('aria-expanded', 'false'); area.removeAttribute('aria-activedescendant');
  }

  function mark(area, at) {
    const all = options(area);
    picked = (at + all.length) % all.length;
    all.forEach((option, i) => option.setAttribute('aria-selected', String(i === picked)));
    area.setAttribute('aria-activedescendant', all[picked].id);
  }

  function show(area, people) {
    const shown = list(area);
    shown.replaceChildren(...people.map((person, i) => {
      const option = document.createElement('li');
      option.id = `note-person-${i}`; option.setAttribute('role', 'option'); option.dataset.name = person.name;
      const user = document.createElement('span'); user.className = 't3'; user.textContent = person.user;
      option.append(person.name, ' ', user);
      return option;
    }));
    shown.hidden = !people.length;
    area.setAttribute('aria-expanded', String(people.length > 0));
    if (people.length) { mark(area, 0); }
  }

  function put(area, name) {
    const word = typed(area);
    if (word === null) { return; }
    const from = area.selectionStart - word.length;
    area.setRangeText(`${name} `, from, area.selectionStart, 'end');
    close(area); area.focus();
  }

  async function ask(area) {
    const word = typed(area);
    if (word === null) { close(area); return; }
    try {
      const people = await asking.ask(async (signal) => {
        const answer = await K.get(`${box(area).dataset.at}?q=${encodeURIComponent(word)}`, { signal });
        return answer.ok ? answer.json() : null;
      });
      if (people && typed(area) === word) { show(area, people); }
    } catch (_error) { /* a newer one was asked for, or the frame has said why */ }
  }

  document.addEventListener('input', (event) => { if (!event.isComposing && box(event.target)) { ask(event.target); } });
  document.addEventListener('compositionend', (event) => { if (box(event.target)) { ask(event.target); } });
  document.addEventListener('focusout', (event) => { if (event.target.matches?.('[data-at] textarea')) { setTimeout(() => close(event.target), 150); } });
  document.addEventListener('mousedown', (event) => {
    const option = event.target.closest('.kd-atlist [role="option"]');
    if (option) { event.preventDefault(); put(option.closest('[data-at]').querySelector('textarea'), option.dataset.name); }
  });
  document.addEventListener('keydown', (event) => {
    const area = event.target;
    if (event.isComposing || !area.matches?.('[data-at] textarea') || list(area).hidden) { return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { mark(area, picked + step); } else if (event.key === 'Enter' || event.key === 'Tab') { put(area, options(area)[picked].dataset.name); } else if (event.key === 'Escape') { close(area); } else { return; }
    event.preventDefault(); event.stopPropagation();
  }, true);
}());
