/* Pick lists that ask the server: what stands in the box is answered, nothing older is shown or chosen meanwhile. */
(function () {
  'use strict';
  const K = window.Kedang;
  if (!K) { return; }
  const WAIT = 220; // milliseconds between the last letter and the question

  /* What Tom Select needs for it. ask(text, signal) brings {items}; seen(found, text) is told of the answer, and of {} when the box asks anew. */
  function remote(ask, seen) {
    const asking = K.newest();
    let waiting = 0;
    const off = () => { clearTimeout(waiting); asking.off(); };
    return {
      maxOptions: 20, valueField: 'value', labelField: 'text', searchField: [],
      refreshThrottle: 0, loadThrottle: null, shouldLoad: () => true, score: () => () => 1,
      load(text, done) {
        off(); seen?.({}, text);
        this.loading = 1; // the library counts questions; here there is never more than one
        this.clearOptions((option) => this.items.includes(String(option.value)));
        const put = async () => {
          try {
            const found = await asking.ask((signal) => ask(text, signal));
            done(found.items); seen?.(found, text);
          } catch (error) { if (error.name !== 'AbortError') { done(); } }
        };
        waiting = setTimeout(put, text ? WAIT : 0);
      },
      onDropdownClose() { off(); this.loading = 0; this.wrapper.classList.remove(this.settings.loadingClass); },
      render: {
        option: (data, esc) => `<div>${esc(data.text)}${data.hint ? `<small>${esc(data.hint)}</small>` : ''}</div>`,
        no_results: () => `<div class="no-results">${K.words.nothing_found}</div>`,
        loading: () => `<div class="no-results">${K.words.searching}</div>`,
      },
    };
  }
  K.remote = remote;
}());
