/* The calendar by keyboard: arrows walk the days, page keys turn, Enter opens; on a phone a day scrolls to its list. */
(function () {
  'use strict';
  const grid = document.getElementById('cal');
  if (!grid) { return; }
  const cells = Array.from(grid.querySelectorAll('td[data-day]'));
  const link = (name) => document.querySelector(`[data-cal="${name}"]`);
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

  function stand(cell) {
    cells.forEach((each) => { each.tabIndex = each === cell ? 0 : -1; });
    cell.focus();
  }

  /* off the edge of the page: turn it, and stand on the day one was going to */
  function turn(step, day) {
    const url = new URL(link(step < 0 ? 'before' : 'after').href);
    if (day) { url.searchParams.set('day', day); }
    url.hash = 'at';  // names no element: the browser would take the focus to it
    location.assign(url);
  }

  function moved(day, by) {
    const at = new Date(`${day}T12:00:00Z`);
    at.setUTCDate(at.getUTCDate() + by);
    return at.toISOString().slice(0, 10);
  }

  grid.addEventListener('keydown', (event) => {
    const at = cells.indexOf(event.target.closest('td[data-day]'));
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) { return; }
    const row = at - at % 7;
    if (event.key in steps) {
      const next = at + steps[event.key];
      if (cells[next]) { stand(cells[next]); } else { turn(steps[event.key], moved(cells[at].dataset.day, steps[event.key])); }
    } else if (event.key === 'Home') { stand(cells[row]);
    } else if (event.key === 'End') { stand(cells[row + 6]);
    } else if (event.key === 'PageUp') { turn(-1);
    } else if (event.key === 'PageDown') { turn(1);
    } else if (event.key === 'Enter' && event.target === cells[at]) { cells[at].querySelector('.kd-ev, .n').click();
    } else { return; }
    event.preventDefault();
  });

  grid.addEventListener('click', (event) => {
    const cell = event.target.closest('td[data-day]');
    if (!cell || event.target.closest('.kd-ev, .more')) { return; }
    const entry = document.getElementById(`d-${cell.dataset.day}`);
    if (entry && getComputedStyle(entry.parentElement).display !== 'none') { event.preventDefault(); entry.scrollIntoView({ block: 'start' }); }
  });

  if (location.hash === '#at') { grid.querySelector('td[tabindex="0"]')?.focus(); }
}());
