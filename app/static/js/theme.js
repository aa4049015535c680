/* Light or dark before the first paint: the only script that is not deferred. */
(function () {
  'use strict';
  var root = document.documentElement;
  if (root.dataset.themeChoice === 'auto' && window.matchMedia('(prefers-color-scheme: dark)').matches) {
    root.setAttribute('data-bs-theme', 'dark');
  }
}());
