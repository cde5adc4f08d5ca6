// Runs before the first paint so that a dark console never flashes white.
(() => {
  let choice = 'system';
  try {
    choice = localStorage.getItem('dotmac.theme') || 'system';
  } catch {
    // Storage refused (private mode): the system's theme it is.
  }
  const dark = choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
