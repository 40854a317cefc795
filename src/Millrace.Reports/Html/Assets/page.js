// The page's own switches: theme, print, width.
(() => {
  const root = document.documentElement;
  const themes = ['auto', 'light', 'dark'];
  const button = document.getElementById('theme');
  let theme = 'auto';
  try {
    theme = themes.find(known => known === localStorage.getItem('millrace-theme')) ?? 'auto';
  } catch {
    // A page opened from a file may have no store: then the choice lasts as long as the page.
  }

  function apply() {
    root.dataset.theme = theme;
    button.textContent = 'Theme: ' + theme;
  }

  apply();
  button.hidden = false;
  charts.start();
  root.dataset.ready = 'true';

  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    apply();
    charts.draw(false);
    try {
      localStorage.setItem('millrace-theme', theme);
    } catch {
      // As above.
    }
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.draw(false));

  // Paper is light and as wide as paper is.
  const folded = [];
  addEventListener('beforeprint', () => {
    root.dataset.theme = 'light';
    folded.push(...document.querySelectorAll('details:not([open])'));
    folded.forEach(details => { details.open = true; });
    charts.draw(true);
  });
  addEventListener('afterprint', () => {
    folded.splice(0).forEach(details => { details.open = false; });
    apply();
    charts.draw(false);
  });

  let width = innerWidth;
  let waiting = 0;
  addEventListener('resize', () => {
    if (innerWidth === width) return;
    width = innerWidth;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => charts.resize());
  });
})();
